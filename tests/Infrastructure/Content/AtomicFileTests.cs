using System.Runtime.Versioning;
using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Content;

[UnsupportedOSPlatform("windows")]
public sealed class AtomicFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_its_folder_cannot_be_flushed_nothing_is_left_of_a_new_file_and_one_that_was_there_stays(bool isThere)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows journals folders by itself.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may flush any folder.");
        using var temp = new TempFolder();
        var (folder, path) = (temp.File("in"), temp.File("in/some"));
        Directory.CreateDirectory(folder);
        if (isThere) await WriteAsync(path);
        // One that may be written to and not be read: its files can be renamed, and it cannot be opened.
        File.SetUnixFileMode(folder, UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await Assert.ThrowsAsync<IOException>(() => WriteAsync(path));
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Equal(isThere ? [path] : [], Directory.GetFiles(folder));
    }

    private static Task<bool> WriteAsync(string path) => AtomicFile.WriteAsync(path, TimeProvider.System, async stream =>
    {
        await stream.WriteAsync("text"u8.ToArray(), Some.Ct);
        return true;
    });
}
