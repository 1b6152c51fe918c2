using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Consumers;

/// <summary>Removes the bytes of deleted files.</summary>
[Consumer("content-reaper", ConsumerKind.External)]
internal sealed class ContentReaper(IContentStore content) : IConsumer<FileDeletedV1>
{
    public async Task<Effect?> HandleAsync(FileDeletedV1 @event, Envelope envelope, CancellationToken ct)
    {
        await content.DeleteAsync(new FileId(@event.FileId), ct);
        return null;
    }
}
