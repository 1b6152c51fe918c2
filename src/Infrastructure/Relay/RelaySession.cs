using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>
/// One hold on the outbox: reads ahead, publishes, and moves the bookmark over what was acknowledged (ADR 0006). Database calls are
/// short and never cancelled: a broken-off one would make the whole hold void.
/// </summary>
internal sealed class RelaySession(
    IOutboxReader reader,
    IPublisher publisher,
    IRejectedEvents rejected,
    OutboxSignal signal,
    TimeProvider time,
    RelayOptions options,
    RelayStatus status,
    ILogger logger) : IDisposable
{
    private readonly Hold _hold = new(reader, time, options);
    private readonly Flight _flight = new();
    private readonly Circuit _circuit = new(time, options.MinPause, options.MaxPause);
    private readonly Backoff _poll = new(options.MinPause, options.MaxPoll);
    private readonly List<Task<Call>> _calls = [];
    private long? _savedAt;
    private long? _gathersSince;
    private bool _lookAgain = true;

    public void Dispose() => _hold.Dispose();

    /// <summary>Runs until cancelled, then lets the calls under way end and saves how far they came.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await _hold.KeepAsync();
                await ReadAheadAsync();
                StartCalls(abort.Token);
                await SaveAsync();
                await WaitAsync(ct);
                await FinishCallsAsync();
            }

            await DrainAsync(abort);
        }
        finally
        {
            await abort.CancelAsync();
        }
    }

    private async Task ReadAheadAsync()
    {
        if (signal.Raised.IsCompleted) _lookAgain = true;
        var room = options.MaxInFlight - _flight.Count;
        if (!_lookAgain || room <= 0 || UntilRead > TimeSpan.Zero) return;
        signal.Reset();
        var at = time.GetTimestamp();
        var entries = await _hold.ReadAsync(room);
        _flight.Add(entries);
        _lookAgain = entries.Count == room;
        _gathersSince = !_lookAgain && entries.Count >= options.Many ? at : null;
        if (entries.Count > 0) _poll.Reset();
    }

    private void StartCalls(CancellationToken abort)
    {
        while (_flight.HasReady && _hold.IsSure && _calls.Count < options.MaxCalls && _circuit.TryEnter() is { } pass)
            _calls.Add(PublishAsync(pass, abort));
    }

    private async Task<Call> PublishAsync(Circuit.Pass pass, CancellationToken abort)
    {
        var slots = _flight.Take(pass.IsProbe ? 1 : options.BatchSize);
        var sure = _hold.Sure;
        using var timeout = new CancellationTokenSource(options.PublishTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abort, sure);
        try
        {
            Envelope[] batch = [.. slots.Select(slot => slot.Entry.Envelope)];
            var results = await publisher.PublishAsync(batch, either.Token).WaitAsync(either.Token);
            return results.Count == slots.Count
                ? new Call(pass, slots, results)
                : throw new InvalidOperationException($"The publisher answered {results.Count} of {slots.Count} envelopes.");
        }
        catch (Exception e)
        {
            var reason = timeout.IsCancellationRequested ? $"no answer within {options.PublishTimeout.TotalSeconds} s"
                : sure.IsCancellationRequested ? "this relay was silent for longer than its lease"
                : e.GetBaseException().Message;
            return new Call(pass, slots, [.. slots.Select(_ => PublishResult.Unavailable(reason))]);
        }
    }

    private async Task FinishCallsAsync()
    {
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (!_calls[i].IsCompleted) continue;
            var call = await _calls[i];
            _calls.RemoveAt(i);
            foreach (var (slot, result) in call.Slots.Zip(call.Results)) await FinishAsync(call.Pass, slot, result);
        }
    }

    private async Task FinishAsync(Circuit.Pass pass, Slot slot, PublishResult result)
    {
        if (result.Status == PublishStatus.Unavailable)
        {
            _flight.Return(slot);
            if (_circuit.Failed(pass, result.Reason ?? "unavailable")) logger.LogWarning("Publishing is interrupted: {Reason}", result.Reason);
        }
        else
        {
            if (result.Status == PublishStatus.Rejected) await RejectAsync(slot.Entry.Envelope, result.Reason ?? "rejected");
            _flight.Done(slot);
            if (_circuit.Succeeded(pass)) logger.LogInformation("Publishing goes on.");
        }

        (status.Problem, status.ProbeAt) = (_circuit.Problem, _circuit.IsClosed ? null : time.GetUtcNow() + _circuit.Wait);
    }

    private async Task RejectAsync(Envelope envelope, string reason)
    {
        await rejected.RecordAsync(envelope, reason, CancellationToken.None);
        logger.LogError("{Type} {Id} of {Stream} was rejected by the transport: {Reason}", envelope.Type, envelope.Id, envelope.Stream, reason);
    }

    private async Task SaveAsync()
    {
        if (!IsSaveDue()) return;
        await _hold.AdvanceAsync(_flight.TakePassed());
        _savedAt = time.GetTimestamp();
    }

    /// <summary>Now and then; at once when what only waits for it takes up much of the room to read ahead.</summary>
    private bool IsSaveDue() =>
        _flight.Passed > 0 && (UntilSave <= TimeSpan.Zero || _flight.Passed >= options.MaxInFlight / 2);

    private TimeSpan UntilSave => _savedAt is { } at ? options.SaveEvery - time.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>Above zero while the next read waits for more to come, since the last one brought many.</summary>
    private TimeSpan UntilRead => _gathersSince is { } at ? options.GatherFor - time.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>Until a call ends, new events are signalled, the bookmark is due, a probe may go, or it is time to look without a signal.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        var gather = UntilRead;
        var canRead = _flight.Count < options.MaxInFlight && gather <= TimeSpan.Zero;
        if (_lookAgain && canRead) return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Task> events = [.. _calls];
        if (canRead) events.Add(signal.Raised);
        var delay = gather > TimeSpan.Zero ? Min(Delay(), gather) : Delay();
        var timer = Task.Delay(WholeMilliseconds(delay), time, end.Token);
        events.Add(timer);
        await Task.WhenAny(events);
        if (timer.IsCompletedSuccessfully && gather <= TimeSpan.Zero) _lookAgain = true;
        await end.CancelAsync();
    }

    private TimeSpan Delay()
    {
        if (_calls.Any(call => call.IsCompleted)) return TimeSpan.Zero;
        var delay = Min(_calls.Count == 0 ? _poll.Next() : options.MaxPoll, _hold.UntilKeep);
        if (_flight.Passed > 0) delay = Min(delay, UntilSave);
        if (_flight.HasReady && _calls.Count < options.MaxCalls && _circuit.Wait is { } wait) delay = Min(delay, wait);
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    /// <summary>A timer cuts off the rest, and would end too early, again and again.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan span) => TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private async Task DrainAsync(CancellationTokenSource abort)
    {
        abort.CancelAfter(options.DrainTimeout);
        await Task.WhenAll(_calls);
        await FinishCallsAsync();
        if (_flight.Passed > 0) await _hold.AdvanceAsync(_flight.TakePassed());
    }

    private sealed record Call(Circuit.Pass Pass, IReadOnlyList<Slot> Slots, IReadOnlyList<PublishResult> Results);
}
