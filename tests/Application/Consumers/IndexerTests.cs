using System.Text;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Consumers;

public class IndexerTests
{
    private readonly ISearchIndex _index = Substitute.For<ISearchIndex>();
    private readonly IContentStore _content = Substitute.For<IContentStore>();

    [Theory]
    [InlineData("text/plain")]
    [InlineData("TEXT/Markdown; charset=utf-8")]
    [InlineData("application/json")]
    [InlineData("application/ld+json;profile=x")]
    [InlineData("image/svg+xml")]
    public async Task Text_is_indexed_with_its_content(string contentType) =>
        Assert.Equal("hello", await IndexedTextAsync("hello"u8.ToArray(), contentType));

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("image/png")]
    [InlineData("application/textual")]
    public async Task Other_content_is_not_even_opened(string contentType)
    {
        Assert.Equal("", await IndexedTextAsync("hello"u8.ToArray(), contentType));

        await _content.DidNotReceiveWithAnyArgs().OpenAsync(default, Ct);
    }

    [Fact]
    public async Task Content_that_was_reaped_in_the_meantime_is_indexed_by_name_alone()
    {
        _content.OpenAsync(default, Ct).ReturnsForAnyArgs((Stream?)null);

        Assert.Equal("", await IndexAsync(Uploaded()));
    }

    [Fact]
    public async Task Only_the_first_64_KiB_are_indexed()
    {
        var text = await IndexedTextAsync([.. Enumerable.Repeat((byte)'a', Indexer.MaxTextBytes), (byte)'b']);

        Assert.Equal(new string('a', Indexer.MaxTextBytes), text);
    }

    [Fact]
    public async Task A_content_of_exactly_64_KiB_is_indexed_whole()
    {
        var text = await IndexedTextAsync([.. Enumerable.Repeat((byte)'a', Indexer.MaxTextBytes - 1), (byte)'b']);

        Assert.EndsWith("ab", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_character_cut_at_the_limit_is_left_out_whole(int bytesOfItThatFit)
    {
        var letters = new string('a', Indexer.MaxTextBytes - bytesOfItThatFit);

        Assert.Equal(letters, await IndexedTextAsync(Encoding.UTF8.GetBytes(letters + "😀")));
    }

    [Fact]
    public async Task A_content_that_comes_in_small_pieces_is_read_to_its_end()
    {
        _content.OpenAsync(default, Ct).ReturnsForAnyArgs(new Dribble("hello"u8.ToArray()));

        Assert.Equal("hello", await IndexAsync(Uploaded()));
    }

    [Fact]
    public async Task A_zero_character_which_no_database_takes_becomes_a_space() =>
        Assert.Equal("a b", await IndexedTextAsync("a\0b"u8.ToArray()));

    [Fact]
    public async Task Bytes_that_are_no_text_become_replacement_characters() =>
        Assert.Equal("a\ufffdb", await IndexedTextAsync([(byte)'a', 0xff, (byte)'b']));

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_first_word() =>
        Assert.Equal("hello", await IndexedTextAsync([0xef, 0xbb, 0xbf, .. "hello"u8]));

    [Fact]
    public async Task The_content_is_closed_before_the_effect_runs()
    {
        var stream = new MemoryStream([1]);
        _content.OpenAsync(default, Ct).ReturnsForAnyArgs(stream);

        await new Indexer(_index, _content).HandleAsync(Uploaded(), Envelope(Uploaded()), Ct);

        Assert.False(stream.CanRead);
        _index.DidNotReceiveWithAnyArgs().Put(default, null!, null!, null!, default);
    }

    [Fact]
    public async Task A_rename_reaches_the_index_with_its_version()
    {
        var @event = new FileRenamedV1(Guid.NewGuid(), "alice", "a", "b", Noon);

        var effect = await new Indexer(_index, _content).HandleAsync(@event, Envelope(@event, version: 3), Ct);
        await effect!(Ct);

        _index.Received(1).Rename(@event.FileId, "alice", "b", 3);
    }

    [Fact]
    public async Task A_deletion_reaches_the_index_with_its_version()
    {
        var @event = new FileDeletedV1(Guid.NewGuid(), "alice", "a", Noon);

        var effect = await new Indexer(_index, _content).HandleAsync(@event, Envelope(@event, version: 4), Ct);
        await effect!(Ct);

        _index.Received(1).Remove(@event.FileId, "alice", 4);
    }

    private Task<string> IndexedTextAsync(byte[] bytes, string contentType = "text/plain")
    {
        _content.OpenAsync(default, Ct).ReturnsForAnyArgs(_ => new MemoryStream(bytes));
        return IndexAsync(Uploaded(contentType));
    }

    private async Task<string> IndexAsync(FileUploadedV2 @event)
    {
        string? text = null;
        _index.Put(@event.FileId, "alice", "report.txt", Arg.Do<string>(indexed => text = indexed), 1);

        var effect = await new Indexer(_index, _content).HandleAsync(@event, Envelope(@event), Ct);
        await effect!(Ct);

        return text ?? throw new InvalidOperationException("Nothing was indexed.");
    }

    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
