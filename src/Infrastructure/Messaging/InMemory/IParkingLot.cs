using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>Holds durably, for each consumer, what the in-memory bus could not get handled at once (ADR 0010).</summary>
internal interface IParkingLot
{
    /// <summary>Durable when the task ends; parking the same event again changes nothing.</summary>
    Task ParkAsync(string consumer, IReadOnlyCollection<ParkedEvent> events, CancellationToken ct);

    /// <summary>The first parked event of each stream, if it is due and not among those left out; at most <paramref name="max"/>, oldest event first.</summary>
    Task<IReadOnlyList<Envelope>> DueAsync(
        string consumer, DateTimeOffset now, IReadOnlyCollection<Guid> leaveOut, int max, CancellationToken ct);

    /// <summary>When the next event falls due that is not due yet; null when there is none.</summary>
    Task<DateTimeOffset?> NextDueAsync(string consumer, DateTimeOffset now, CancellationToken ct);

    /// <summary>Those that are still parked fall due at their new times.</summary>
    Task DelayAsync(string consumer, IReadOnlyCollection<ParkedEvent> events, CancellationToken ct);

    /// <returns>Those of their streams of which nothing is parked any more.</returns>
    Task<IReadOnlyList<string>> RemoveAsync(string consumer, IReadOnlyCollection<Envelope> handled, CancellationToken ct);

    Task<IReadOnlyList<string>> StreamsAsync(string consumer, CancellationToken ct);
}

internal sealed record ParkedEvent(Envelope Envelope, DateTimeOffset NotBefore)
{
    /// <summary>Due by any clock, also one that was set back since.</summary>
    public static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;
}
