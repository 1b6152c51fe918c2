using Amazon.Runtime;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using CleanFiles.Infrastructure.Waiting;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Publishing;

/// <summary>
/// Publishes to the service's topic, ten entries a call and all calls of a batch side by side. What fails of a call is sent again alone;
/// only an entry that SNS itself calls the sender's fault is rejected, everything else is an outage (ADR 0025).
/// </summary>
internal sealed class SnsPublisher(ISns sns, ISqsTopology topology, SqsOptions options, MessagingOptions messaging, TimeProvider time) : IPublisher
{
    /// <summary>SNS's limit for a call, unless the topic allows larger messages.</summary>
    private const int MaxBytes = 256 * 1024;

    private const int MaxTries = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), MaxPause = TimeSpan.FromSeconds(1);

    /// <summary>Faults that AWS counts as the sender's and that say nothing about the message: they pass, or an operator ends them.</summary>
    private static readonly string[] Passing = ["Throttl", "KMS", "AuthorizationError", "AccessDenied", "OptInRequired"];

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        var topic = await topology.TopicAsync(ct);
        var results = new PublishResult[batch.Count];
        var messages = batch.Select((envelope, index) => SnsMessage.Of(envelope, index, options.IsFifo));
        var calls = SnsBatches.Of(messages, Math.Max(MaxBytes, messaging.MaxEnvelopeBytes));
        await Task.WhenAll(calls.Select(call => SendAsync(topic, call, results, ct)));
        return results;
    }

    private async Task SendAsync(string topic, IReadOnlyList<SnsMessage> messages, PublishResult[] results, CancellationToken ct)
    {
        for (var tries = 1; messages.Count > 0 && tries <= MaxTries; tries++)
        {
            if (tries > 1) await Task.Delay(Backoff.Of(tries - 1, FirstPause, MaxPause), time, ct);
            messages = await TryAsync(topic, messages, results, ct);
        }
    }

    /// <returns>What is worth another try.</returns>
    private async Task<IReadOnlyList<SnsMessage>> TryAsync(string topic, IReadOnlyList<SnsMessage> messages, PublishResult[] results, CancellationToken ct)
    {
        try
        {
            return Read(await sns.PublishBatchAsync(topic, [.. messages.Select(message => message.Entry)], ct), messages, results);
        }
        catch (AmazonServiceException e) when (IsAboutSome(e) && messages.Count > 1)
        {
            await Task.WhenAll(messages.Select(message => SendAsync(topic, [message], results, ct)));
            return [];
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (e is AmazonServiceException { ErrorCode: "NotFound" or "NotFoundException" }) topology.Forget();
            // The SDK has tried it several times.
            var result = e is AmazonServiceException { ErrorCode: "BatchRequestTooLong" } ? PublishResult.Rejected(e.Message) : PublishResult.Unavailable(e.Message);
            foreach (var message in messages) results[message.Index] = result;
            return [];
        }
    }

    private static List<SnsMessage> Read(SnsBatchResult answer, IReadOnlyList<SnsMessage> messages, PublishResult[] results)
    {
        var accepted = answer.Successful.Select(one => one.Id).ToHashSet();
        var failed = answer.Failed.ToDictionary(one => one.Id);
        foreach (var message in messages)
            results[message.Index] = accepted.Contains(message.Entry.Id) ? PublishResult.Accepted
                : failed.TryGetValue(message.Entry.Id, out var failure) ? Of(failure)
                : PublishResult.Unavailable("SNS did not answer for this event.");
        return [.. messages.Where(message => results[message.Index].Status == PublishStatus.Unavailable)];
    }

    private static PublishResult Of(SnsFailure failure)
    {
        var reason = failure.Message is null ? failure.Code : $"{failure.Code}: {failure.Message}";
        return failure.SenderFault && !Passing.Any(code => failure.Code.Contains(code, StringComparison.Ordinal))
            ? PublishResult.Rejected(reason)
            : PublishResult.Unavailable(reason);
    }

    /// <summary>The call was refused for what one of its entries is; which one shows when each goes alone.</summary>
    private static bool IsAboutSome(AmazonServiceException e) =>
        e.ErrorCode is "InvalidParameter" or "InvalidParameterValue" or "ParameterValueInvalid" or "ValidationException" or "BatchRequestTooLong";
}
