using System.Text;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Consumers;

/// <summary>Records every fact about every file.</summary>
[Consumer("auditor", ConsumerKind.Transactional)]
internal sealed class Auditor(IAuditTrail trail) : IConsumer<FileUploadedV2>, IConsumer<FileRenamedV1>, IConsumer<FileDeletedV1>
{
    public Task<Effect?> HandleAsync(FileUploadedV2 @event, Envelope envelope, CancellationToken ct) =>
        Record(@event.FileId, @event.OwnerId, envelope);

    public Task<Effect?> HandleAsync(FileRenamedV1 @event, Envelope envelope, CancellationToken ct) =>
        Record(@event.FileId, @event.OwnerId, envelope);

    public Task<Effect?> HandleAsync(FileDeletedV1 @event, Envelope envelope, CancellationToken ct) =>
        Record(@event.FileId, @event.OwnerId, envelope);

    private Task<Effect?> Record(Guid fileId, string owner, Envelope envelope) => Task.FromResult<Effect?>(_ =>
    {
        trail.Append(new AuditEntry(
            envelope.Id, fileId, owner, envelope.Version, envelope.Type, envelope.SchemaVersion, envelope.OccurredAt, Encoding.UTF8.GetString(envelope.Data.Span)));
        return Task.CompletedTask;
    });
}
