using CleanFiles.Application.Ports;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>One subscription of the in-memory bus: what is quick is handled from memory, everything else from the parking lot (ADR 0010).</summary>
internal sealed class InMemoryQueue(Subscription subscription, IParkingLot lot, TimeProvider time, InMemoryOptions options, ILogger logger)
{
    private readonly Lanes _lanes = new(subscription, options.LaneCapacity);
    private readonly ParkedStreams _parked = new(subscription.Consumer, lot);
    private readonly Pump _pump = new(subscription, lot, time, options, logger);

    public Task LoadAsync(CancellationToken ct) => _parked.LoadAsync(ct);

    /// <summary>Ends when each envelope has been handled or lies in the parking lot.</summary>
    public async Task TakeAsync(IEnumerable<Envelope> envelopes, Patience patience, CancellationToken ct)
    {
        var wanted = envelopes.Where(envelope => subscription.EventTypes.Contains(envelope.Type)).ToList();
        if (wanted.Count == 0) return;
        var held = new List<Held>(wanted.Count);
        var full = new List<ParkedEvent>();
        foreach (var envelope in wanted)
        {
            var one = new Held(envelope, fromLot: false);
            if (!_parked.Contains(envelope.Stream) && _lanes.TryEnqueue(one)) held.Add(one);
            else Park(full, envelope, TimeSpan.Zero);
        }

        await Task.WhenAll(ParkAsync(full, ct), HoldAsync(held, patience, ct));
    }

    public async Task RunAsync(DeliveryHandler handler, CancellationToken ct)
    {
        _lanes.Open();
        // At once, while handlers may still run; and again at the end, which may overtake the registration.
        await using var end = ct.Register(GiveBack);
        try
        {
            await Task.WhenAll(
                _lanes.DrainAsync(batch => HandleAsync(batch, handler, ct), ct),
                _pump.RunAsync(_lanes, () => _parked.IsEmpty, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping, for a while or for good.
        }
        finally
        {
            GiveBack();
        }
    }

    /// <summary>Keeps nobody waiting for what will not be handled now: a publish parks it, and what came from the lot is still there.</summary>
    private void GiveBack()
    {
        var waiting = _lanes.Close();
        _pump.Ended(waiting.Where(one => one.FromLot), lotChanged: true);
        var published = waiting.Where(one => !one.FromLot && !one.IsSettled).ToList();
        _parked.Mark(published.Select(one => one.Envelope.Stream));
        foreach (var one in published) one.TryAnswer(Verdict.Retry(TimeSpan.Zero));
    }

    private async Task HoldAsync(List<Held> held, Patience patience, CancellationToken ct)
    {
        await patience.WaitAsync(Task.WhenAll(held.Select(one => one.Settled)), ct);
        var late = new List<ParkedEvent>();
        foreach (var one in held)
        {
            // Also while its handler still runs.
            if (one.TryPark()) Park(late, one.Envelope, TimeSpan.Zero);
            else if (await one.Settled is { Kind: not VerdictKind.Ack } verdict) Park(late, one.Envelope, Delay(verdict));
        }

        // With some that failed it is through all the same; who only failed is no measure for others.
        if (late.Count < held.Count && held.All(one => one.Settled.Result is not null)) patience.Through();
        await ParkAsync(late, ct);
    }

    private async Task HandleAsync(IReadOnlyList<Held> batch, DeliveryHandler handler, CancellationToken ct)
    {
        var (fit, lotChanged) = (batch.Where(TryStart).ToList(), false);
        try
        {
            if (fit.Count == 0) return;
            lotChanged = true;
            var deliveries = fit.ConvertAll(one => new Delivery(one.Envelope, one.FromLot ? 2 : 1, CancellationToken.None));
            var verdicts = await handler(deliveries, ct);
            lotChanged = await BookAsync(fit.Zip(verdicts).Where(settled => IsForLot(settled.First, settled.Second)).ToList());
        }
        finally
        {
            _pump.Ended(fit, lotChanged);
        }
    }

    /// <summary>Skips what was parked while it waited, what has a predecessor in the lot, and what is being handled already.</summary>
    private bool TryStart(Held one)
    {
        if (one.FromLot) return true;
        if (one.IsSettled) return false;
        if (!_parked.Contains(one.Envelope.Stream) && _pump.TryStart(one)) return true;
        one.TryAnswer(Verdict.Retry(TimeSpan.Zero));
        return false;
    }

    /// <returns>Whether the lot has to hear the verdict; else the publish that waits does.</returns>
    private bool IsForLot(Held one, Verdict verdict)
    {
        if (verdict.Kind == VerdictKind.Dead)
            logger.LogError("{Consumer} gave up {Type} {Id}: {Reason}", subscription.Consumer, one.Envelope.Type, one.Envelope.Id, verdict.Reason);
        if (verdict.Kind != VerdictKind.Ack) _parked.Mark([one.Envelope.Stream]);
        return one.FromLot || !one.TryAnswer(verdict);
    }

    /// <returns>Whether something may be due now that was not before.</returns>
    private async Task<bool> BookAsync(List<(Held One, Verdict Verdict)> settled)
    {
        try
        {
            var handled = settled.Where(item => item.Verdict.Kind == VerdictKind.Ack).Select(item => item.One.Envelope).ToList();
            var streamsGoOn = await _parked.RemoveAsync(handled, CancellationToken.None);
            var failed = settled.Where(item => item.Verdict.Kind != VerdictKind.Ack);
            await _parked.DelayAsync([.. failed.Select(item => new ParkedEvent(item.One.Envelope, NotBefore(Delay(item.Verdict))))], CancellationToken.None);
            return streamsGoOn || handled.Count < settled.Count;
        }
        catch (Exception e)
        {
            _pump.Rest();
            logger.LogWarning(e, "{Consumer} will see {Count} events again: the parking lot could not be written.", subscription.Consumer, settled.Count);
            return true;
        }
    }

    /// <summary>This bus has no net of its own below the lot: what is given up as dead stays there and comes again after a long pause.</summary>
    private TimeSpan Delay(Verdict verdict) => verdict.Kind == VerdictKind.Dead ? options.DeadPause : verdict.After;

    private void Park(List<ParkedEvent> events, Envelope envelope, TimeSpan after)
    {
        _parked.Mark([envelope.Stream]);
        events.Add(new ParkedEvent(envelope, NotBefore(after)));
    }

    private DateTimeOffset NotBefore(TimeSpan after) => after == TimeSpan.Zero ? ParkedEvent.AtOnce : time.GetUtcNow() + after;

    private async Task ParkAsync(List<ParkedEvent> events, CancellationToken ct)
    {
        await _parked.ParkAsync(events, ct);
        if (events.Count > 0) _pump.Wake();
    }
}
