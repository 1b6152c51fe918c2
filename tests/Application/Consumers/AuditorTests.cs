using System.Text;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Consumers;

public class AuditorTests
{
    private readonly IAuditTrail _trail = Substitute.For<IAuditTrail>();
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public Task An_upload_is_recorded_as_it_was_published() =>
        AssertRecorded(Uploaded() with { FileId = _id }, "file.uploaded", (auditor, @event, envelope) =>
            auditor.HandleAsync(@event, envelope, Ct));

    [Fact]
    public Task A_rename_is_recorded_as_it_was_published() =>
        AssertRecorded(new FileRenamedV1(_id, "alice", "a", "b", Noon), "file.renamed", (auditor, @event, envelope) =>
            auditor.HandleAsync(@event, envelope, Ct));

    [Fact]
    public Task A_deletion_is_recorded_as_it_was_published() =>
        AssertRecorded(new FileDeletedV1(_id, "alice", "é", Noon), "file.deleted", (auditor, @event, envelope) =>
            auditor.HandleAsync(@event, envelope, Ct));

    private async Task AssertRecorded<T>(T @event, string type, Func<Auditor, T, Envelope, Task<Effect?>> handle)
        where T : IIntegrationEvent
    {
        var envelope = Envelope(@event, version: 7);

        var effect = await handle(new Auditor(_trail), @event, envelope);
        _trail.DidNotReceiveWithAnyArgs().Append(null!);
        await effect!(Ct);

        _trail.Received(1).Append(new AuditEntry(envelope.Id, _id, "alice", 7, type, envelope.SchemaVersion, Noon, Encoding.UTF8.GetString(envelope.Data.Span)));
    }
}
