using System.Threading.Channels;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>A subscription's bounded queues. A stream always takes the same lane, so that concurrency never reorders it.</summary>
internal sealed class Lanes(Subscription subscription, int capacity)
{
    private readonly Channel<Held>[] _lanes =
        [.. Enumerable.Range(0, subscription.Concurrency).Select(_ => Channel.CreateBounded<Held>(capacity))];

    /// <returns>False when its lane is full.</returns>
    public bool TryEnqueue(Held held) =>
        _lanes[(uint)held.Envelope.Stream.GetHashCode(StringComparison.Ordinal) % _lanes.Length].Writer.TryWrite(held);

    /// <summary>Hands batches of each lane to <paramref name="handle"/>, one at a time, until cancelled.</summary>
    public Task DrainAsync(Func<IReadOnlyList<Held>, Task> handle, CancellationToken ct) =>
        Task.WhenAll(_lanes.Select(lane => DrainAsync(lane.Reader, handle, ct)));

    private async Task DrainAsync(ChannelReader<Held> lane, Func<IReadOnlyList<Held>, Task> handle, CancellationToken ct)
    {
        var batch = new List<Held>(subscription.MaxBatch);
        while (!ct.IsCancellationRequested && await lane.WaitToReadAsync(ct))
        {
            batch.Clear();
            while (batch.Count < subscription.MaxBatch && lane.TryRead(out var held)) batch.Add(held);
            await handle([.. batch]);
        }
    }
}
