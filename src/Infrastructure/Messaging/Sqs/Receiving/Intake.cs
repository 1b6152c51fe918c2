using Amazon.SQS.Model;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// Brings messages to the desk: as many receives at once as there is work for, and no more messages than handlers can soon begin with. What
/// is no event goes no further.
/// </summary>
internal sealed class Intake(
    Subscription subscription, SqsQueue queue, Desk desk, IDeadLetterNet net, Settlements settlements, SqsOptions options, TimeProvider time,
    ILogger logger, CancellationToken ct)
{
    /// <summary>The pause before a message comes again of which nobody knows what is wrong.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<Task<int>> _receives = [];
    private readonly Batcher<(Received One, string Reason)> _burials = new(
        batch => Task.WhenAll(batch.Select(item => BuryAsync(subscription.Consumer, item.One, item.Reason, net, settlements, logger, ct))));

    private int _wanted = 1;

    /// <summary>Those that <see cref="Start"/> has begun and <see cref="TakeEndedAsync"/> has not seen end.</summary>
    public IReadOnlyList<Task> Receives => _receives;

    private int Most => Math.Max(2, ((subscription.MaxBatch * subscription.Concurrency) + SqsQueue.MaxEntries - 1) / SqsQueue.MaxEntries);

    /// <summary>One receive when there is little to do, one more for each that came back full, one less for each that brought nothing.</summary>
    /// <remarks>Throws what a receive has thrown.</remarks>
    public async Task TakeEndedAsync()
    {
        foreach (var receive in _receives.FindAll(receive => receive.IsCompleted))
        {
            _receives.Remove(receive);
            var count = await receive;
            if (count == SqsQueue.MaxEntries && _wanted < Most) _wanted++;
            if (count == 0 && _wanted > 1) _wanted--;
        }
    }

    /// <summary>
    /// As many as are wanted and there is room for, once handlers have what came. A receive that has ended since stays among
    /// <see cref="Receives"/>, so that whoever waits for these looks again at once.
    /// </summary>
    public void Start()
    {
        while (_receives.Count < _wanted && desk.Reserve(SqsQueue.MaxEntries) is var places && places > 0) _receives.Add(ReceiveAsync(places));
    }

    /// <summary>When nothing is to be received any more, nobody asks how a receive ended.</summary>
    public void DropEnded() => _receives.RemoveAll(receive => receive.IsCompleted);

    /// <summary>Ends when everything that is no event has been dealt with.</summary>
    public Task EmptyAsync() => _burials.EmptyAsync();

    private async Task<int> ReceiveAsync(int places)
    {
        var received = new List<Received>(places);
        try
        {
            var messages = await ReceiveInTimeAsync(places);
            foreach (var message in messages)
                if (Admit(message) is { } one) received.Add(one);
            return messages.Count;
        }
        finally
        {
            desk.Put(places, received);
        }
    }

    /// <summary>SQS answers when the wait is over at the latest; an answer that was lost on the way must not keep everything waiting.</summary>
    private async Task<IReadOnlyList<Message>> ReceiveInTimeAsync(int places)
    {
        using var late = new CancellationTokenSource(options.Wait + Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            return await queue.ReceiveAsync(places, options.Wait, options.Visibility, either.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException($"SQS did not answer within {(options.Wait + Patience).TotalSeconds} s.", e);
        }
    }

    /// <returns>Null for what is no event: nobody can handle it. The others of its receive do not wait until it is buried.</returns>
    private Received? Admit(Message message)
    {
        try
        {
            return new Received(message, Inlet.Read(message), time);
        }
        catch (UnreadableEventException e)
        {
            _burials.Add([(new Received(message, Inlet.Wrap(message, time.GetUtcNow()), time), e.Message)]);
            return null;
        }
    }

    private static async Task BuryAsync(
        string consumer, Received one, string reason, IDeadLetterNet net, Settlements settlements, ILogger logger, CancellationToken ct)
    {
        var envelope = one.Delivery.Envelope;
        try
        {
            await net.BuryAsync(consumer, envelope, one.Count, reason, ct);
            logger.LogError("{Consumer} got a message that is no event; it is the dead letter {Id} now: {Reason}", consumer, envelope.Id, reason);
            settlements.Settle((one, Verdict.Ack));
        }
        catch (Exception e)
        {
            logger.LogWarning("{Consumer} could not record a message that is no event: {Error}", consumer, e.Message);
            settlements.Settle((one, Verdict.Retry(Unknown)));
        }
    }
}
