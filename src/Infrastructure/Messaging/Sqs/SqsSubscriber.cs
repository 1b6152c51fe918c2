using Amazon.SQS;
using Amazon.SQS.Model;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.Sqs.Receiving;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>Each subscription has a queue of its own, so that consumers wait for nobody (ADR 0025).</summary>
internal sealed class SqsSubscriber(
    ISqsTopology topology, IAmazonSQS sqs, IDeadLetterNet net, DeadLetterQueues deadLetters, SqsOptions options, TimeProvider time,
    ILogger<SqsSubscriber> logger) : ISubscriber
{
    /// <summary>Ten receives bring as many; and all that waits here has to be kept from coming to others meanwhile.</summary>
    private const int MaxBatch = 100;

    public Task DeclareAsync(Subscription subscription, CancellationToken ct) => SqsCheck.CheckAsync(
        token => topology.QueueAsync(subscription.Consumer, token), $"The queue of {subscription.Consumer}", time, logger, ct);

    public async Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct)
    {
        var urls = await topology.QueueAsync(subscription.Consumer, ct);
        using var receiver = new SqsReceiver(
            subscription with { MaxBatch = Math.Min(subscription.MaxBatch, MaxBatch) }, handler,
            new SqsQueue(sqs, urls.Url), new SqsQueue(sqs, urls.DeadLetterUrl), net, options, time, logger);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var collecting = deadLetters.RunAsync(subscription.Consumer, ends.Token);
        try
        {
            await receiver.RunAsync(ct);
        }
        catch (QueueDoesNotExistException e)
        {
            topology.Forget();
            throw new IOException($"The queue {urls.Url} is gone; it is made again with Messaging:Sqs:Provisioning=Create, otherwise make it.", e);
        }
        finally
        {
            await ends.CancelAsync();
            await collecting;
        }
    }
}
