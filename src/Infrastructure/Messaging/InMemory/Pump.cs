using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>Brings parked events back into the lanes when they are due, of each stream only the first, and none while its handler runs.</summary>
internal sealed class Pump(Subscription subscription, IParkingLot lot, TimeProvider time, InMemoryOptions options, ILogger logger)
{
    private readonly Signal _changed = new();
    private readonly HashSet<Guid> _running = [];

    public void Wake() => _changed.Raise();

    public void Started(IEnumerable<Held> batch)
    {
        lock (_running) _running.UnionWith(batch.Select(one => one.Envelope.Id));
    }

    public void Ended(IEnumerable<Held> batch)
    {
        Forget(batch);
        Wake();
    }

    public async Task RunAsync(Lanes lanes, Func<bool> isEmpty, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            _changed.Reset();
            TimeSpan? wait = null;
            try
            {
                if (!isEmpty()) wait = await FillAsync(lanes, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(e, "The parking lot of {Consumer} cannot be read; trying again.", subscription.Consumer);
                wait = options.Pause;
            }

            await _changed.WaitAsync(wait, time, ct);
        }
    }

    /// <returns>How long until something else falls due; null when nothing will by itself.</returns>
    private async Task<TimeSpan?> FillAsync(Lanes lanes, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        Guid[] running;
        lock (_running) running = [.. _running];
        foreach (var envelope in await lot.DueAsync(subscription.Consumer, now, running, options.LaneCapacity, ct))
        {
            var one = new Held(envelope, fromLot: true);
            Started([one]);
            // A full lane is being worked on, and whoever ends there wakes this pump.
            if (!lanes.TryEnqueue(one)) Forget([one]);
        }

        return await lot.NextDueAsync(subscription.Consumer, now, ct) - now;
    }

    private void Forget(IEnumerable<Held> batch)
    {
        lock (_running) _running.ExceptWith(batch.Select(one => one.Envelope.Id));
    }
}
