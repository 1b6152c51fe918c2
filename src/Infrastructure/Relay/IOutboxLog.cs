using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>The outbox as the relay sees it: a log that is read ahead of a durable bookmark (ADR 0005).</summary>
internal interface IOutboxLog
{
    /// <summary>
    /// Takes a share of the log and starts at its durable bookmarks. While other relays hold all of it the reader is empty; what they leave
    /// comes to it later.
    /// </summary>
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

    /// <summary>
    /// Says that this relay lives; ask something at least every <see cref="RelayOptions.KeepEvery"/>. Who stays silent for
    /// <see cref="RelayOptions.Lease"/> may lose its share to others; and what one relay holds above its share it leaves here.
    /// </summary>
    /// <exception cref="FencedOffException">Another relay has taken over.</exception>
    Task KeepAsync(CancellationToken ct);

    /// <summary>Moves the durable bookmark of each entry's shard over that entry and all before it in reading order; one entry a shard.</summary>
    /// <exception cref="FencedOffException">Another relay has taken over; no bookmark that is no longer held was moved.</exception>
    Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct);
}

/// <summary>One row of the outbox; an adapter derives from it to remember the row's place in its log.</summary>
internal record OutboxEntry(int Shard, Envelope Envelope);

internal sealed class FencedOffException() : Exception("Another relay has taken over; what was read here is void.");
