using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Amazon.SQS;
using Amazon.SQS.Model;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Messaging.Sqs.Receiving;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>Moves what SQS gave up among the service's dead letters, where it can be seen and replayed, and where nothing expires.</summary>
internal sealed class DeadLetterQueues(
    ISqsTopology topology, IAmazonSQS sqs, IDeadLetterNet net, IReadOnlyList<Subscription> subscriptions, TimeProvider time,
    ILogger<DeadLetterQueues> logger) : IDeadLetterSource
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1), Visibility = TimeSpan.FromSeconds(30), Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _collectedAt = [];

    public string Name => "the dead-letter queues";

    public Task CollectAsync(CancellationToken ct) => Task.WhenAll(subscriptions.Select(subscription => CollectAsync(subscription.Consumer, ct)));

    /// <summary>Collects one consumer's now and then, until cancelled; no more often when it is called again and again.</summary>
    public async Task RunAsync(string consumer, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (_collectedAt.TryGetValue(consumer, out var at)) await Rest.ForAsync(Left(at), time, ct);
            if (ct.IsCancellationRequested) return;
            _collectedAt[consumer] = time.GetTimestamp();
            await TryCollectAsync(consumer, ct);
        }
    }

    private TimeSpan Left(long since) => Every - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private async Task TryCollectAsync(string consumer, CancellationToken ct)
    {
        try
        {
            await CollectAsync(consumer, ct);
        }
        catch (Exception e)
        {
            if (ct.IsCancellationRequested) return;
            if (e is QueueDoesNotExistException) topology.Forget();
            logger.LogWarning("The dead-letter queue of {Consumer} was not emptied and is tried again in {Pause}: {Error}", consumer, Every, e.Message);
        }
    }

    private async Task CollectAsync(string consumer, CancellationToken ct)
    {
        var queue = new SqsQueue(sqs, (await topology.QueueAsync(consumer, ct)).DeadLetterUrl);
        Exception? failure = null;
        while (await queue.ReceiveAsync(SqsQueue.MaxEntries, Wait, Visibility, ct) is { Count: > 0 } messages)
        {
            var (buried, failed) = await BuryAsync(consumer, messages, ct);
            failure ??= failed;
            if (buried.Count == 0) break;
            await queue.DeleteAsync(buried, ct);
            logger.LogError("SQS gave up {Count} messages of {Consumer}; they are dead letters now.", buried.Count, consumer);
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>One that cannot be buried, whatever it holds, does not keep others from it.</summary>
    private async Task<(List<string> Buried, Exception? Failure)> BuryAsync(string consumer, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        var (buried, failure) = (new List<string>(messages.Count), (Exception?)null);
        foreach (var message in messages)
        {
            try
            {
                await BuryAsync(consumer, message, ct);
                buried.Add(message.ReceiptHandle);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failure = e;
            }
        }

        return (buried, failure);
    }

    private Task BuryAsync(string consumer, Message message, CancellationToken ct)
    {
        var (envelope, problem) = Read(message);
        var reason = message.MessageAttributes?.GetValueOrDefault(SqsQueue.ReasonAttribute)?.StringValue;
        return net.BuryAsync(
            consumer, envelope, Received.CountOf(message), reason ?? problem ?? "SQS delivered it as often as it does; nobody could record why it failed.", ct);
    }

    private (Envelope Envelope, string? Problem) Read(Message message)
    {
        try
        {
            return (Inlet.Read(message), null);
        }
        catch (UnreadableEventException e)
        {
            return (Inlet.Wrap(message, time.GetUtcNow()), e.Message);
        }
    }
}
