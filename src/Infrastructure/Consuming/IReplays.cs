using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Dead letters that a person wants to see tried again; they come back to the host beside its transport (ADR 0015).</summary>
internal interface IReplays
{
    /// <summary>
    /// The due ones, of each stream only the first, longest due first. They are put off until <paramref name="until"/>, so that no other
    /// process takes them meanwhile and none is lost with this one. Writes nothing when none is due.
    /// </summary>
    Task<IReadOnlyList<Envelope>> ClaimAsync(string consumer, DateTimeOffset until, int max, CancellationToken ct);

    /// <summary>Forgets one that was claimed until then; one that has become a dead letter again stays.</summary>
    Task EndAsync(string consumer, Guid eventId, DateTimeOffset until, CancellationToken ct);

    /// <summary>Puts one off that was claimed until <paramref name="until"/>.</summary>
    Task DelayAsync(string consumer, Guid eventId, DateTimeOffset until, DateTimeOffset next, CancellationToken ct);
}
