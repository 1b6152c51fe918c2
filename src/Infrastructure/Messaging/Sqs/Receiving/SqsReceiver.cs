using Amazon.SQS.Model;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
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
    private readonly Signal _changed = new();
    private readonly Desk _desk;
    private readonly Heartbeat _heartbeat;
    private readonly Settlements _settlements;
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
    }

    private int MaxReceives => ((_subscription.MaxBatch * _subscription.Concurrency) + SqsQueue.MaxEntries - 1) / SqsQueue.MaxEntries;

    /// <summary>Until cancelled, or until a receive fails; then lets running handlers end and gives back what none has begun with.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                _changed.Reset();
                await FinishAsync();
                StartReceives();
                StartHandlers();
                _heartbeat.Start(_telling.Token);
                await _changed.WaitAsync(_heartbeat.UntilDue, _time, ct);
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

    private void StartHandlers()
    {
        while (_handlers.Count < _subscription.Concurrency && _desk.Take(_subscription.MaxBatch) is { Count: > 0 } batch) _handlers.Add(HandleAsync(batch));
    }

    private async Task<int> ReceiveAsync(int places)
    {
        var received = new List<Received>(places);
        try
        {
            var messages = await _queue.ReceiveAsync(places, _options.Wait, _options.Visibility, _receiving.Token);
            foreach (var message in messages)
                if (await AdmitAsync(message) is { } one) received.Add(one);
            return messages.Count;
        }
        finally
        {
            _desk.Put(places, received);
            _changed.Raise();
        }
    }

    /// <returns>Null for what is no event: nobody can handle it.</returns>
    private async Task<Received?> AdmitAsync(Message message)
    {
        try
        {
            return new Received(message, Inlet.Read(message), _time);
        }
        catch (UnreadableEventException e)
        {
            await BuryAsync(message, e.Message);
            return null;
        }
    }

    private async Task BuryAsync(Message message, string reason)
    {
        var one = new Received(message, Inlet.Wrap(message, _time.GetUtcNow()), _time);
        try
        {
            await _net.BuryAsync(_subscription.Consumer, one.Delivery.Envelope, one.Count, reason, _telling.Token);
            _logger.LogError("{Consumer} got a message that is no event; it is the dead letter {Id} now: {Reason}", _subscription.Consumer, one.Delivery.Envelope.Id, reason);
            _settlements.Settle(one, Verdict.Ack);
        }
        catch (Exception e)
        {
            _logger.LogWarning("{Consumer} could not record a message that is no event: {Error}", _subscription.Consumer, e.Message);
            _settlements.Settle(one, Verdict.Retry(Unknown));
        }
    }

    private async Task HandleAsync(IReadOnlyList<Received> batch)
    {
        try
        {
            var verdicts = await AnswerAsync([.. batch.Where(one => !one.IsWithdrawn)]);
            foreach (var (one, verdict) in verdicts) Settle(one, verdict);
        }
        finally
        {
            _desk.Done(batch);
            _changed.Raise();
        }
    }

    private async Task<IEnumerable<(Received, Verdict)>> AnswerAsync(IReadOnlyList<Received> batch)
    {
        if (batch.Count == 0) return [];
        try
        {
            return batch.Zip(await _handler([.. batch.Select(one => one.Delivery)], CancellationToken.None));
        }
        catch (Exception e)
        {
            _logger.LogError(e, "{Consumer} gave no answer; its messages come again.", _subscription.Consumer);
            return batch.Select(one => (one, Verdict.Retry(Unknown)));
        }
    }

    /// <summary>In a FIFO queue what comes behind a failed message of its stream waits in the queue, which holds it back until that one is over.</summary>
    private void Settle(Received one, Verdict verdict)
    {
        _settlements.Settle(one, verdict);
        if (verdict.Kind == VerdictKind.Retry && _options.IsFifo) _settlements.GiveBack(_desk.Clear(other => other.Stream == one.Stream));
    }

    private async Task StopAsync()
    {
        _receiving.CancelAfter(SqsOptions.StopPatience);
        await HandlersAsync();
        await Task.WhenAny(Task.WhenAll(_receives));
        _settlements.GiveBack(_desk.Clear(_ => true));
        _telling.CancelAfter(SqsOptions.StopPatience);
        await _settlements.EmptyAsync();
        await _heartbeat.EndAsync();
    }

    /// <summary>Whoever stops bounds their time; until then their messages are theirs.</summary>
    private async Task HandlersAsync()
    {
        _changed.Reset();
        while (_handlers.Any(handler => !handler.IsCompleted))
        {
            _heartbeat.Start(_telling.Token);
            await _changed.WaitAsync(_heartbeat.UntilDue, _time, CancellationToken.None);
            _changed.Reset();
        }
    }
}
