using System.Security.Cryptography;
using System.Text;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Content;
using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Content;

public sealed class FileSystemContentStoreTests : IDisposable
{
    private const int MaxBytes = 1_000_000;

    private readonly TempFolder _folder = new();
    private readonly FileId _id = FileId.New(DateTimeOffset.UnixEpoch);

    private string[] Files => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private FileSystemContentStore Store => new(new ContentOptions(ContentProvider.FileSystem, _folder.Path, MaxBytes), TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_stored_reads_back_with_its_size_and_hash()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        var stored = await Store.SaveAsync(_id, new MemoryStream(bytes), TestContext.Current.CancellationToken);

        Assert.Equal(bytes.Length, stored.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), stored.Sha256.Value);
        Assert.Equal(bytes, await ReadAsync());
    }

    [Fact]
    public async Task The_stream_that_is_read_can_be_sought()
    {
        await SaveAsync("0123456789");
        await using var stream = await Store.OpenAsync(_id, TestContext.Current.CancellationToken);

        stream!.Seek(-3, SeekOrigin.End);

        Assert.Equal("789", await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_content_lies_under_its_id_in_a_fanned_out_folder()
    {
        await SaveAsync("x");

        var name = _id.Value.ToString("N");
        Assert.Equal([Path.Combine(_folder.Path, name[^2..], name[^4..^2], name)], Files);
    }

    [Fact]
    public async Task A_content_of_exactly_the_limit_is_taken() =>
        Assert.Equal(MaxBytes, (await Store.SaveAsync(_id, new MemoryStream(new byte[MaxBytes]), TestContext.Current.CancellationToken)).Size);

    [Fact]
    public async Task A_content_above_the_limit_is_refused_and_leaves_nothing()
    {
        var save = Store.SaveAsync(_id, new MemoryStream(new byte[MaxBytes + 1]), TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<ContentTooLargeException>(() => save);
        Assert.Equal("The file is larger than the 1000000 bytes allowed (Content:MaxBytes).", refusal.Message);
        Assert.Empty(Files);
    }

    [Fact]
    public async Task The_limit_is_checked_while_the_content_streams_in()
    {
        using var endless = new EndlessStream();

        await Assert.ThrowsAsync<ContentTooLargeException>(() => Store.SaveAsync(_id, endless, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_content_that_breaks_off_leaves_nothing()
    {
        using var broken = new EndlessStream(afterFirst: () => throw new IOException("The line is cut."));

        await Assert.ThrowsAsync<IOException>(() => Store.SaveAsync(_id, broken, TestContext.Current.CancellationToken));

        Assert.Empty(Files);
    }

    [Fact]
    public async Task A_cancelled_save_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var cancelled = new EndlessStream(afterFirst: cancellation.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SaveAsync(_id, cancelled, cancellation.Token));

        Assert.Empty(Files);
    }

    [Fact]
    public async Task Nothing_can_be_read_before_all_of_it_is_stored()
    {
        Stream? early = Stream.Null;
        using var source = new EndlessStream(afterFirst: () =>
        {
            early = Store.OpenAsync(_id, CancellationToken.None).Result;
            throw new IOException("Enough.");
        });

        await Assert.ThrowsAsync<IOException>(() => Store.SaveAsync(_id, source, TestContext.Current.CancellationToken));

        Assert.Null(early);
    }

    [Fact]
    public async Task A_content_that_never_was_is_null() =>
        Assert.Null(await Store.OpenAsync(_id, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_deleted_content_is_null()
    {
        await SaveAsync("x");

        await Store.DeleteAsync(_id, TestContext.Current.CancellationToken);

        Assert.Null(await Store.OpenAsync(_id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Deleting_twice_or_what_never_was_is_no_error()
    {
        await Store.DeleteAsync(_id, TestContext.Current.CancellationToken);
        await SaveAsync("x");
        await Store.DeleteAsync(_id, TestContext.Current.CancellationToken);
        await Store.DeleteAsync(_id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_is_reading_reads_on_when_the_content_is_deleted()
    {
        await SaveAsync("still here");
        await using var reading = await Store.OpenAsync(_id, TestContext.Current.CancellationToken);

        await Store.DeleteAsync(_id, TestContext.Current.CancellationToken);

        Assert.Equal("still here", await new StreamReader(reading!).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private Task<StoredContent> SaveAsync(string text) =>
        Store.SaveAsync(_id, new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);

    private async Task<byte[]> ReadAsync()
    {
        await using var stream = await Store.OpenAsync(_id, TestContext.Current.CancellationToken);
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }
}
