using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>Brings parked events back into the lanes when they are due, of each stream only the first, and none while its handler runs.</summary>
internal sealed class Pump(Subscription subscription, IParkingLot lot, TimeProvider time, InMemoryOptions options, ILogger logger)
{
    private readonly Signal _changed = new();
    private readonly HashSet<Guid> _running = [];
    private long _restsSince = long.MinValue;
    private bool _isBlind;

    public void Wake() => _changed.Raise();

    /// <summary>Leaves the lot alone for a while: it failed, and to ask it at once again would only burn the processor.</summary>
    public void Rest() => Volatile.Write(ref _restsSince, time.GetTimestamp());

    /// <returns>False when a handler has the same event already, or is about to get it.</returns>
    public bool TryStart(Held one)
    {
        lock (_running) return _running.Add(one.Envelope.Id);
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
            await _changed.WaitAsync(await TryFillAsync(lanes, isEmpty, ct), time, ct);
        }
    }

    /// <returns>How long until it is worth another try; null when something has to happen first.</returns>
    private async Task<TimeSpan?> TryFillAsync(Lanes lanes, Func<bool> isEmpty, CancellationToken ct)
    {
        if (Resting() is { } rest && rest > TimeSpan.Zero) return rest;
        try
        {
            var wait = isEmpty() ? null : await FillAsync(lanes, ct);
            _isBlind = false;
            return wait;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            if (!_isBlind) logger.LogWarning("The parking lot of {Consumer} cannot be read and is tried again until it can: {Error}", subscription.Consumer, e.Message);
            _isBlind = true;
            Rest();
            return options.Pause;
        }
    }

    private TimeSpan? Resting() =>
        Volatile.Read(ref _restsSince) is var since and not long.MinValue ? options.Pause - time.GetElapsedTime(since) : null;

    private async Task<TimeSpan?> FillAsync(Lanes lanes, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // Whoever takes from the line wakes this pump; to ask the lot for every place that gets free would cost a query an event.
        if (lanes.AreBusy) return null;
        Guid[] running;
        lock (_running) running = [.. _running];
        foreach (var envelope in await lot.DueAsync(subscription.Consumer, now, running, lanes.Room, ct))
        {
            var one = new Held(envelope, fromLot: true);
            if (TryStart(one) && !lanes.TryEnqueue(one)) Forget([one]);
        }

        return await lot.NextDueAsync(subscription.Consumer, now, ct) - now;
    }

    private void Forget(IEnumerable<Held> batch)
    {
        lock (_running) _running.ExceptWith(batch.Select(one => one.Envelope.Id));
    }
}
