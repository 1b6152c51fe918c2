using System.Buffers;
using System.Text;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Consumers;

/// <summary>Keeps the search projection: names, and the beginning of what can be read as text. A batch holds all of its texts until it commits.</summary>
[Consumer("indexer", ConsumerKind.Transactional, MaxBatch = 100)]
internal sealed class Indexer(ISearchIndex index, IContentStore content)
    : IConsumer<FileUploadedV2>, IConsumer<FileRenamedV1>, IConsumer<FileDeletedV1>
{
    public const int MaxTextBytes = 64 * 1024;

    private const char ByteOrderMark = '\ufeff';

    public async Task<Effect?> HandleAsync(FileUploadedV2 @event, Envelope envelope, CancellationToken ct)
    {
        var text = IsText(@event.MediaType) ? await ReadTextAsync(new FileId(@event.FileId), ct) : "";
        return Change(() => index.Put(@event.FileId, @event.OwnerId, @event.Name, text, envelope.Version));
    }

    public Task<Effect?> HandleAsync(FileRenamedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(
        Change(() => index.Rename(@event.FileId, @event.OwnerId, @event.NewName, envelope.Version)));

    public Task<Effect?> HandleAsync(FileDeletedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(
        Change(() => index.Remove(@event.FileId, @event.OwnerId, envelope.Version)));

    private static Effect Change(Action make) => _ =>
    {
        make();
        return Task.CompletedTask;
    };

    private static bool IsText(MediaType type) =>
        type.Type == "text"
        || type.Subtype.EndsWith("+json", StringComparison.Ordinal)
        || type.Subtype.EndsWith("+xml", StringComparison.Ordinal)
        || type is { Type: "application", Subtype: "json" or "xml" or "yaml" or "javascript" };

    /// <summary>Content that was reaped in the meantime is gone, not an error: the deletion is on its way too.</summary>
    private async Task<string> ReadTextAsync(FileId id, CancellationToken ct)
    {
        await using var stream = await content.OpenAsync(id, ct);
        if (stream is null) return "";
        var buffer = ArrayPool<byte>.Shared.Rent(MaxTextBytes);
        try
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MaxTextBytes), MaxTextBytes, throwOnEndOfStream: false, ct);
            return Decode(buffer.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A decoder that is not flushed leaves out a character that the limit cut in two. No database stores a zero character.</summary>
    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        var text = new char[utf8.Length];
        var length = Encoding.UTF8.GetDecoder().GetChars(utf8, text, flush: false);
        return new string(text, 0, length).TrimStart(ByteOrderMark).Replace('\0', ' ');
    }
}
