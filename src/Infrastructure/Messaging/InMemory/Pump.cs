using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>Brings parked events back into the lanes when they are due, of each stream only the first, and none while its handler runs.</summary>
internal sealed class Pump(Subscription subscription, IParkingLot lot, TimeProvider time, InMemoryOptions options, ILogger logger)
{
    private readonly Signal _changed = new();
    private readonly Dictionary<Guid, Held> _running = [];
    private volatile bool _mayHaveMore;
    private long _restsSince = long.MinValue;
    private bool _isBlind;

    public void Wake() => _changed.Raise();

    /// <summary>Leaves the lot alone for a while: it failed, and to ask it at once again would only burn the processor.</summary>
    public void Rest() => Volatile.Write(ref _restsSince, time.GetTimestamp());

    /// <returns>False when a handler has the same event already, or is about to get it.</returns>
    public bool TryStart(Held one)
    {
        lock (_running) return _running.TryAdd(one.Envelope.Id, one);
    }

    /// <param name="lotChanged">Whether something may be due in the lot now that was not before.</param>
    public void Ended(IEnumerable<Held> batch, bool lotChanged)
    {
        Forget(batch);
        // Else all that is due is on its way, and to ask the lot after every event would cost more than the event.
        if (lotChanged || _mayHaveMore) Wake();
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
        var (now, room) = (time.GetUtcNow(), lanes.Room);
        _mayHaveMore = true;
        // Whoever takes from the line wakes this pump; to ask the lot for every place that gets free would cost a query an event.
        if (lanes.AreBusy) return null;
        Guid[] onTheirWay;
        lock (_running) onTheirWay = [.. _running.Values.Where(one => one.FromLot).Select(one => one.Envelope.Id)];
        var due = await lot.DueAsync(subscription.Consumer, now, onTheirWay, room, ct);
        var stays = due.Count == room;
        foreach (var envelope in due)
        {
            var one = new Held(envelope, fromLot: true);
            var starts = TryStart(one);
            if (starts && lanes.TryEnqueue(one)) continue;
            if (starts) Forget([one]);
            // It was parked while its handler ran, whose end is to be told then; or there is no room.
            stays = true;
        }

        _mayHaveMore = stays;
        return await lot.NextDueAsync(subscription.Consumer, now, ct) - now;
    }

    private void Forget(IEnumerable<Held> batch)
    {
        lock (_running)
            foreach (var one in batch) _running.Remove(one.Envelope.Id);
    }
}
