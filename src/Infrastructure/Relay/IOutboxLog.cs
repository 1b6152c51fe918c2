using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>The outbox as the relay sees it: a log that is read ahead of a durable bookmark (ADR 0005).</summary>
internal interface IOutboxLog
{
    /// <summary>Takes the log over from whoever read it before and starts at the durable bookmark. Waits while another relay holds it.</summary>
    Task<IOutboxReader> OpenAsync(CancellationToken ct);
}

/// <summary>
/// One relay's hold on the log; one call at a time. After any exception, a cancellation included, everything that it handed out is void:
/// dispose it and open anew.
/// </summary>
internal interface IOutboxReader : IAsyncDisposable
{
    /// <summary>
    /// The next entries after those already read, at most <paramref name="max"/>; fewer only when there are no more now. Within a stream in
    /// order.
    /// </summary>
    Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct);

    /// <summary>Moves the durable bookmark of each entry's shard over that entry and all before it in reading order; one entry a shard.</summary>
    /// <exception cref="FencedOffException">Another relay has taken over; nothing was moved.</exception>
    Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct);
}

/// <summary>One row of the outbox; an adapter derives from it to remember the row's place in its log.</summary>
internal record OutboxEntry(int Shard, Envelope Envelope);

internal sealed class FencedOffException() : Exception("Another relay has taken over this outbox; what was read here is void.");
