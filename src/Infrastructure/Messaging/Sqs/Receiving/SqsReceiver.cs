using CleanFiles.Application.Ports;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>Receives for one subscription, hands it what came, and tells SQS what became of it.</summary>
internal sealed class SqsReceiver : IDisposable
{
    private readonly Subscription _subscription;
    private readonly DeliveryHandler _handler;
    private readonly bool _isFifo;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _receiving, _telling;
    private readonly Desk _desk;
    private readonly Heartbeat _heartbeat;
    private readonly Settlements _settlements;
    private readonly Intake _intake;
    private readonly List<Task> _handlers = [];

    public SqsReceiver(
        Subscription subscription, DeliveryHandler handler, SqsQueue queue, SqsQueue deadLetters, IDeadLetterNet net, SqsOptions options, TimeProvider time, ILogger logger)
    {
        (_subscription, _handler, _isFifo, _time, _logger) = (subscription, handler, options.IsFifo, time, logger);
        (_receiving, _telling) = (new(Timeout.InfiniteTimeSpan, time), new(Timeout.InfiniteTimeSpan, time));
        _desk = new Desk(subscription, _isFifo, time);
        _heartbeat = new Heartbeat(_desk, queue, options, time, logger);
        _settlements = new Settlements(subscription.Consumer, queue, deadLetters, logger, _telling.Token);
        _intake = new Intake(subscription, queue, _desk, net, _settlements, options, time, logger, _receiving.Token);
    }

    /// <summary>Until cancelled, or until a receive fails; then lets running handlers end and gives back what none has begun with.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await _intake.TakeEndedAsync();
                await StartHandlersAsync();
                _intake.Start();
                _heartbeat.Start(_telling.Token);
                await WaitAsync(ct);
            }
        }
        finally
        {
            await StopAsync();
        }
    }

    public void Dispose()
    {
        _receiving.Dispose();
        _telling.Dispose();
    }

    private async Task StartHandlersAsync()
    {
        _handlers.RemoveAll(handler => handler.IsCompleted);
        // Somebody else may have them.
        await GiveBackAsync(Behind(_desk.Clear(one => one.IsWithdrawn)));
        while (_handlers.Count < _subscription.Concurrency && _desk.Take(_subscription.MaxBatch) is { Count: > 0 } batch) _handlers.Add(HandleAsync(batch));
    }

    /// <summary>Until a receive or a handler ends, or it is time to keep what is here.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny([.. _intake.Receives, .. _handlers, Task.Delay(_heartbeat.UntilDue, _time, end.Token)]);
        await end.CancelAsync();
    }

    private async Task HandleAsync(IReadOnlyList<Received> batch)
    {
        // A handler may work for long before it first waits; who keeps its messages from others must not stand still meanwhile.
        await Task.Yield();
        var answers = new List<(Received One, Verdict Verdict)>(batch.Count);
        foreach (var (one, verdict) in batch.Zip(await AnswerAsync(batch))) answers.Add((one, await InNetAsync(one, verdict)));
        var behind = Behind(answers.Where(answer => answer.Verdict.Kind == VerdictKind.Retry).Select(answer => answer.One));
        _desk.Done(batch, answers.All(answer => answer.Verdict.Kind == VerdictKind.Ack));
        await _heartbeat.EndAsync();
        _settlements.Settle(answers);
        _settlements.GiveBack(behind);
    }

    /// <returns>One for each, in order: whatever was not answered comes again.</returns>
    private async Task<IReadOnlyList<Verdict>> AnswerAsync(IReadOnlyList<Received> batch)
    {
        IReadOnlyList<Verdict> verdicts = [];
        try
        {
            verdicts = await _handler([.. batch.Select(one => one.Delivery)], CancellationToken.None);
            if (verdicts.Count != batch.Count) throw new InvalidOperationException($"It answered {verdicts.Count} of {batch.Count} messages.");
        }
        catch (Exception e)
        {
            _logger.LogError(e, "{Consumer} did not answer as it must; its messages come again.", _subscription.Consumer);
        }

        return [.. verdicts.Take(batch.Count), .. Enumerable.Repeat(Verdict.Retry(Intake.Unknown), Math.Max(0, batch.Count - verdicts.Count))];
    }

    /// <summary>A dead one that the net did not take comes again, and its stream waits for it as for any other that failed.</summary>
    private async Task<Verdict> InNetAsync(Received one, Verdict verdict) =>
        verdict.Kind != VerdictKind.Dead ? verdict
        : !one.IsWithdrawn && await _settlements.BuryAsync(one, verdict.Reason, _receiving.Token) ? Verdict.Ack
        : Verdict.Retry(Intake.Unknown);

    /// <summary>In a FIFO queue what comes behind a failed message of its stream waits in the queue, which holds it back until that one is over.</summary>
    private IReadOnlyList<Received> Behind(IEnumerable<Received> failed)
    {
        var streams = _isFifo ? failed.Select(one => one.Stream).ToHashSet() : [];
        return streams.Count == 0 ? [] : _desk.Clear(one => streams.Contains(one.Stream));
    }

    /// <summary>Once they have left the desk; a heartbeat that is under way must not hide them again.</summary>
    private async Task GiveBackAsync(IReadOnlyList<Received> received)
    {
        if (received.Count == 0) return;
        await _heartbeat.EndAsync();
        _settlements.GiveBack(received);
    }

    private async Task StopAsync()
    {
        _receiving.CancelAfter(SqsOptions.StopPatience);
        // Whoever stops bounds the time of handlers; until then their messages are theirs.
        while (AnyRuns())
        {
            // Not earlier: a receive of its own would bring it again.
            if (_intake.Receives.Count == 0) await GiveBackAsync(_desk.Clear(_ => true));
            _heartbeat.Start(_telling.Token);
            await WaitAsync(CancellationToken.None);
        }

        _telling.CancelAfter(SqsOptions.StopPatience);
        await GiveBackAsync(_desk.Clear(_ => true));
        await _intake.EmptyAsync();
        await _settlements.EmptyAsync();
        await _heartbeat.EndAsync();
    }

    private bool AnyRuns()
    {
        _intake.DropEnded();
        _handlers.RemoveAll(handler => handler.IsCompleted);
        return _intake.Receives.Count + _handlers.Count > 0;
    }
}
