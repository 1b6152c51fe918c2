using System.IO.Pipelines;
using System.Text;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Support;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class AbandonedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private AbandonedFiles Sweep => new(_folder.Path, TimeProvider.System, ServiceOptions.From(new ConfigurationBuilder().Build()).Adapters);

    public void Dispose() => _folder.Dispose();

    [Fact, Enforces(18)]
    public async Task Temporary_files_of_dead_uploads_go_after_a_day_and_nothing_else_does()
    {
        var temporary = $"{Guid.NewGuid():N}.tmp";
        Write($"aa/bb/dead.{temporary}", hours: 25);
        Write($"aa/bb/recent.{temporary}", hours: 23);
        Write("aa/somebody.tmp", hours: 1_000);
        Write($"{Guid.NewGuid():N}", hours: 1_000);

        Assert.Equal(1, await Sweep.RunAsync(Some.Ct));

        Assert.False(File.Exists(_folder.File($"aa/bb/dead.{temporary}")));
        Assert.Equal(3, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Fact, Enforces(18)]
    public async Task An_upload_that_takes_days_and_still_writes_is_left_alone()
    {
        var bytes = new Pipe();
        var saving = AtomicFile.WriteAsync(_folder.File("slow"), TimeProvider.System, async target =>
        {
            await bytes.Reader.CopyToAsync(target, Some.Ct);
            return true;
        });
        await SendAsync("a");
        var temporary = Directory.GetFiles(_folder.Path).Single();
        File.SetLastWriteTimeUtc(temporary, DateTime.UtcNow.AddDays(-2));
        await SendAsync("b");

        Assert.Equal(0, await Sweep.RunAsync(Some.Ct));

        await bytes.Writer.CompleteAsync();
        await saving;
        Assert.Equal("ab", await File.ReadAllTextAsync(_folder.File("slow"), Some.Ct));

        async Task SendAsync(string text)
        {
            await bytes.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Some.Ct);
            await Eventually.IsTrueAsync(
                () => Directory.GetFiles(_folder.Path) is [var file] && File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddDays(-1) && new FileInfo(file).Length == (text == "a" ? 1 : 2),
                $"{text} was written");
        }
    }

    [Fact, Enforces(18)]
    public async Task A_files_age_counts_from_its_completion_however_long_ago_its_last_byte_came()
    {
        var time = Some.Time;
        await AtomicFile.WriteAsync(_folder.File("slow"), time, target =>
        {
            time.Advance(TimeSpan.FromDays(3));
            return Task.FromResult(true);
        });

        Assert.Equal(Some.Noon.AddDays(3).UtcDateTime, File.GetLastWriteTimeUtc(_folder.File("slow")));
    }

    private void Write(string name, int hours)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), "some");
        File.SetLastWriteTimeUtc(_folder.File(name), DateTime.UtcNow.AddHours(-hours));
    }
}
