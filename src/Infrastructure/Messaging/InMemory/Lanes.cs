using System.Threading.Channels;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>
/// What waits in memory for one subscription. Every lane takes what has waited longest, so that a handler which hangs blocks its own
/// lane and none of the streams that wait.
/// </summary>
internal sealed class Lanes(Subscription subscription, int capacity)
{
    private readonly int _capacity = capacity * subscription.Concurrency;
    private readonly Channel<Held> _waiting = Channel.CreateBounded<Held>(capacity * subscription.Concurrency);

    private bool _closed;

    public int Room => _capacity - _waiting.Reader.Count;

    /// <summary>More waits than half of what may.</summary>
    public bool AreBusy => Room < _capacity / 2;

    /// <returns>False when there is no room, or nobody to come.</returns>
    public bool TryEnqueue(Held held)
    {
        lock (_waiting) return !_closed && _waiting.Writer.TryWrite(held);
    }

    public void Open()
    {
        lock (_waiting) _closed = false;
    }

    /// <summary>From now on nothing waits here, until somebody comes again. Before the first one comes, it may.</summary>
    /// <returns>What waited.</returns>
    public IReadOnlyList<Held> Close()
    {
        var waiting = new List<Held>();
        lock (_waiting)
        {
            _closed = true;
            while (_waiting.Reader.TryRead(out var held)) waiting.Add(held);
        }

        return waiting;
    }

    /// <summary>Hands batches to <paramref name="handle"/>, in each lane one at a time, until cancelled.</summary>
    public Task DrainAsync(Func<IReadOnlyList<Held>, Task> handle, CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, subscription.Concurrency).Select(_ => DrainOneAsync(handle, ct)));

    private async Task DrainOneAsync(Func<IReadOnlyList<Held>, Task> handle, CancellationToken ct)
    {
        var batch = new List<Held>(subscription.MaxBatch);
        while (!ct.IsCancellationRequested && await _waiting.Reader.WaitToReadAsync(ct))
        {
            batch.Clear();
            while (batch.Count < subscription.MaxBatch && _waiting.Reader.TryRead(out var held)) batch.Add(held);
            if (batch.Count > 0) await handle([.. batch]);
        }
    }
}
