using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>Holds durably what a subscription of the in-memory bus could not handle at once (ADR 0010).</summary>
internal interface IParkingLot
{
    /// <summary>Durable when the task ends; parking the same event again changes nothing.</summary>
    Task ParkAsync(string consumer, IReadOnlyCollection<ParkedEvent> events, CancellationToken ct);

    /// <summary>Of each stream the parked event with the lowest version, if it is due; at most <paramref name="max"/>.</summary>
    Task<IReadOnlyList<ParkedEvent>> DueAsync(string consumer, DateTimeOffset now, int max, CancellationToken ct);

    /// <summary>When the next head of a stream falls due; null when the lot is empty.</summary>
    Task<DateTimeOffset?> NextDueAsync(string consumer, CancellationToken ct);

    Task DelayAsync(string consumer, Guid eventId, DateTimeOffset until, CancellationToken ct);

    /// <returns>Whether its stream is empty now.</returns>
    Task<bool> RemoveAsync(string consumer, ParkedEvent parked, CancellationToken ct);

    Task<IReadOnlyList<string>> StreamsAsync(string consumer, CancellationToken ct);
}

internal sealed record ParkedEvent(Envelope Envelope, DateTimeOffset NotBefore);
