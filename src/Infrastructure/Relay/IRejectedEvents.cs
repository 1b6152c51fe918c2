using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>The outbox's dead letters: events that a transport refused for good. Their stream flows on without them.</summary>
internal interface IRejectedEvents
{
    /// <summary>Durable when the task ends; recording the same event again changes nothing.</summary>
    Task RecordAsync(Envelope envelope, string reason, CancellationToken ct);
}
