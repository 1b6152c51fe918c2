using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>
/// One consumer's part of the parking lot, and the streams that have something in it: their later events must queue up behind. The
/// books change one at a time, so that a stream is never called free while something of it is being parked.
/// </summary>
internal sealed class ParkedStreams(string consumer, IParkingLot lot)
{
    private readonly SemaphoreSlim _books = new(1, 1);
    private readonly HashSet<string> _streams = [];

    public bool IsEmpty
    {
        get { lock (_streams) return _streams.Count == 0; }
    }

    public bool Contains(string stream)
    {
        lock (_streams) return _streams.Contains(stream);
    }

    public async Task LoadAsync(CancellationToken ct) => Mark(await lot.StreamsAsync(consumer, ct));

    public void Mark(IEnumerable<string> streams)
    {
        lock (_streams) _streams.UnionWith(streams);
    }

    public Task ParkAsync(IReadOnlyCollection<ParkedEvent> events, CancellationToken ct) => events.Count == 0 ? Task.CompletedTask : BookAsync(
        async () =>
        {
            Mark(events.Select(parked => parked.Envelope.Stream));
            await lot.ParkAsync(consumer, events, ct);
        },
        ct);

    public Task DelayAsync(IReadOnlyCollection<ParkedEvent> events, CancellationToken ct) =>
        events.Count == 0 ? Task.CompletedTask : BookAsync(() => lot.DelayAsync(consumer, events, ct), ct);

    /// <returns>Whether something of their streams is still parked.</returns>
    public async Task<bool> RemoveAsync(IReadOnlyCollection<Envelope> handled, CancellationToken ct)
    {
        if (handled.Count == 0) return false;
        IReadOnlyList<string> free = [];
        await BookAsync(
            async () =>
            {
                free = await lot.RemoveAsync(consumer, handled, ct);
                lock (_streams) _streams.ExceptWith(free);
            },
            ct);
        return handled.Select(envelope => envelope.Stream).Except(free).Any();
    }

    private async Task BookAsync(Func<Task> change, CancellationToken ct)
    {
        await _books.WaitAsync(ct);
        try
        {
            await change();
        }
        finally
        {
            _books.Release();
        }
    }
}
