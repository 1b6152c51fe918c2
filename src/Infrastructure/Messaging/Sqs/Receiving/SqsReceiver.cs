using Amazon.SQS.Model;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// Receives for one subscription: as many receives at once as there is work for, as many handlers as the subscription allows, and no more
/// messages than these can soon begin with.
/// </summary>
internal sealed class SqsReceiver : IDisposable
{
    private static readonly TimeSpan Unknown = TimeSpan.FromSeconds(1);

    private readonly Subscription _subscription;
    private readonly DeliveryHandler _handler;
    private readonly SqsQueue _queue;
    private readonly IDeadLetterNet _net;
    private readonly SqsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _receiving, _telling;
    private readonly Desk _desk;
    private readonly Heartbeat _heartbeat;
    private readonly Settlements _settlements;
    private readonly Batcher<(Message Message, string Reason)> _burials;
    private readonly List<Task<int>> _receives = [];
    private readonly List<Task> _handlers = [];
    private int _wanted = 1;

    public SqsReceiver(
        Subscription subscription, DeliveryHandler handler, SqsQueue queue, SqsQueue deadLetters, IDeadLetterNet net, SqsOptions options,
        TimeProvider time, ILogger logger)
    {
        (_subscription, _handler, _queue, _net, _options, _time, _logger) = (subscription, handler, queue, net, options, time, logger);
        (_receiving, _telling) = (new(Timeout.InfiniteTimeSpan, time), new(Timeout.InfiniteTimeSpan, time));
        // A batch is one short transaction, so the next one is fetched meanwhile; a message that is handled alone may take long.
        _desk = new Desk((subscription.MaxBatch * subscription.Concurrency) + (subscription.MaxBatch > 1 ? subscription.MaxBatch : 0));
        _heartbeat = new Heartbeat(_desk, queue, options, time, logger);
        _settlements = new Settlements(subscription.Consumer, queue, deadLetters, logger, _telling.Token);
        _burials = new Batcher<(Message, string)>(BuryAsync);
    }

    private int MaxReceives => ((_subscription.MaxBatch * _subscription.Concurrency) + SqsQueue.MaxEntries - 1) / SqsQueue.MaxEntries;

    /// <summary>Until cancelled, or until a receive fails; then lets running handlers end and gives back what none has begun with.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await FinishAsync();
                StartReceives();
                await StartHandlersAsync();
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

    /// <summary>One receive when there is little to do, one more for each that came back full, one less for each that brought nothing.</summary>
    private async Task FinishAsync()
    {
        _handlers.RemoveAll(handler => handler.IsCompleted);
        foreach (var receive in _receives.Where(receive => receive.IsCompleted).ToList())
        {
            _receives.Remove(receive);
            var count = await receive;
            if (count == SqsQueue.MaxEntries && _wanted < MaxReceives) _wanted++;
            if (count == 0 && _wanted > 1) _wanted--;
        }
    }

    private void StartReceives()
    {
        while (_receives.Count < _wanted && _desk.Reserve(SqsQueue.MaxEntries) is var places && places > 0) _receives.Add(ReceiveAsync(places));
    }

    private async Task StartHandlersAsync()
    {
        // Somebody else may have them.
        await GiveBackAsync(Behind(_desk.Clear(one => one.IsWithdrawn)));
        while (_handlers.Count < _subscription.Concurrency && _desk.Take(_subscription.MaxBatch) is { Count: > 0 } batch)
            _handlers.Add(HandleAsync(batch));
    }

    /// <summary>Until a receive or a handler ends, or it is time to keep what is here.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny([.. _receives, .. _handlers, Task.Delay(_heartbeat.UntilDue, _time, end.Token)]);
        await end.CancelAsync();
    }

    private async Task<int> ReceiveAsync(int places)
    {
        var received = new List<Received>(places);
        try
        {
            var messages = await _queue.ReceiveAsync(places, _options.Wait, _options.Visibility, _receiving.Token);
            foreach (var message in messages)
                if (Admit(message) is { } one) received.Add(one);
            return messages.Count;
        }
        finally
        {
            _desk.Put(places, received);
        }
    }

    /// <returns>Null for what is no event: nobody can handle it. The others of its receive do not wait until it is buried.</returns>
    private Received? Admit(Message message)
    {
        try
        {
            return new Received(message, Inlet.Read(message), _time);
        }
        catch (UnreadableEventException e)
        {
            _burials.Add([(message, e.Message)]);
            return null;
        }
    }

    private Task BuryAsync(IReadOnlyList<(Message Message, string Reason)> batch) =>
        Task.WhenAll(batch.Select(item => BuryAsync(new Received(item.Message, Inlet.Wrap(item.Message, _time.GetUtcNow()), _time), item.Reason)));

    private async Task BuryAsync(Received one, string reason)
    {
        try
        {
            await _net.BuryAsync(_subscription.Consumer, one.Delivery.Envelope, one.Count, reason, _receiving.Token);
            _logger.LogError("{Consumer} got a message that is no event; it is the dead letter {Id} now: {Reason}", _subscription.Consumer, one.Delivery.Envelope.Id, reason);
            _settlements.Settle((one, Verdict.Ack));
        }
        catch (Exception e)
        {
            _logger.LogWarning("{Consumer} could not record a message that is no event: {Error}", _subscription.Consumer, e.Message);
            _settlements.Settle((one, Verdict.Retry(Unknown)));
        }
    }

    private async Task HandleAsync(IReadOnlyList<Received> batch)
    {
        // A handler may work for long before it first waits; who keeps its messages from others must not stand still meanwhile.
        await Task.Yield();
        var answers = new List<(Received One, Verdict Verdict)>(batch.Count);
        foreach (var (one, verdict) in batch.Zip(await AnswerAsync(batch))) answers.Add((one, await InNetAsync(one, verdict)));
        var behind = Behind(answers.Where(answer => answer.Verdict.Kind == VerdictKind.Retry).Select(answer => answer.One));
        _desk.Done(batch);
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

        return [.. verdicts.Take(batch.Count), .. Enumerable.Repeat(Verdict.Retry(Unknown), Math.Max(0, batch.Count - verdicts.Count))];
    }

    /// <summary>A dead one that the net did not take comes again, and its stream waits for it as for any other that failed.</summary>
    private async Task<Verdict> InNetAsync(Received one, Verdict verdict) =>
        verdict.Kind != VerdictKind.Dead ? verdict
        : !one.IsWithdrawn && await _settlements.BuryAsync(one, verdict.Reason, _receiving.Token) ? Verdict.Ack
        : Verdict.Retry(Unknown);

    /// <summary>In a FIFO queue what comes behind a failed message of its stream waits in the queue, which holds it back until that one is over.</summary>
    private IReadOnlyList<Received> Behind(IEnumerable<Received> failed)
    {
        if (!_options.IsFifo) return [];
        var streams = failed.Select(one => one.Stream).ToHashSet();
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
            if (_receives.Count == 0) await GiveBackAsync(_desk.Clear(_ => true));
            _heartbeat.Start(_telling.Token);
            await WaitAsync(CancellationToken.None);
        }

        _telling.CancelAfter(SqsOptions.StopPatience);
        await GiveBackAsync(_desk.Clear(_ => true));
        await _burials.EmptyAsync();
        await _settlements.EmptyAsync();
        await _heartbeat.EndAsync();
    }

    private bool AnyRuns()
    {
        _receives.RemoveAll(receive => receive.IsCompleted);
        _handlers.RemoveAll(handler => handler.IsCompleted);
        return _receives.Count + _handlers.Count > 0;
    }
}
