using Amazon.Runtime;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>
/// Subscriptions as they must be. SNS refuses a second Subscribe with other attributes, and one without any would let every event through
/// until they are set; so it is looked for first.
/// </summary>
internal sealed class Subscriptions(ISns sns)
{
    private const string Protocol = "sqs";

    /// <summary>The policy before its scope: a flat one is valid in every scope, whatever was there.</summary>
    public static IReadOnlyList<Requirement> To(IReadOnlyList<string> types) =>
    [
        new TypeFilter(types),
        new Exactly("FilterPolicyScope", "MessageAttributes") { Default = "MessageAttributes" },
        new Exactly("RawMessageDelivery", "true") { Default = "false" },
    ];

    public async Task EnsureAsync(
        string topicArn, string queueArn, string queue, IReadOnlyList<Requirement> must, Differences differences, CancellationToken ct)
    {
        var arn = await FindAsync(topicArn, queueArn, ct);
        if (arn is null)
        {
            var with = string.Join(", ", must.Select(one => $"{one.Name} {one.Value}"));
            await differences.SettleAsync(
                [$"The queue {queue} is not subscribed to the topic {topicArn[(topicArn.LastIndexOf(':') + 1)..]}; {Advice.Subscribe}. It needs {with}."],
                async () => arn = await SubscribeAsync(topicArn, queueArn, must, ct));
        }

        if (arn is null) return;
        var attributes = await sns.GetSubscriptionAttributesAsync(arn, ct);
        foreach (var one in must.Where(one => !one.IsMet(attributes)))
        {
            await differences.SettleAsync(
                [one.Problem($"subscription of the queue {queue}", attributes)],
                () => sns.SetSubscriptionAttributesAsync(arn, one.Name, one.Instead(one.Current(attributes)), ct));
        }
    }

    /// <returns>The ARN of one whose attributes another process has chosen; null where it was made as it must be.</returns>
    private async Task<string?> SubscribeAsync(string topicArn, string queueArn, IReadOnlyList<Requirement> must, CancellationToken ct)
    {
        try
        {
            await sns.SubscribeAsync(topicArn, Protocol, queueArn, must.ToDictionary(one => one.Name, one => one.Value), ct);
            return null;
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "InvalidParameter")
        {
            if (await FindAsync(topicArn, queueArn, ct) is { } other) return other;
            throw;
        }
    }

    private async Task<string?> FindAsync(string topicArn, string queueArn, CancellationToken ct)
    {
        string? token = null;
        do
        {
            var page = await PageAsync(topicArn, token, ct);
            // In place of an ARN SNS says "Deleted" for a while, or that somebody must confirm it.
            if (page.Subscriptions.FirstOrDefault(one => one.Protocol == Protocol && one.Endpoint == queueArn
                && one.SubscriptionArn.StartsWith("arn:", StringComparison.Ordinal)) is { } found) return found.SubscriptionArn;
            token = page.NextToken;
        }
        while (token is not null);
        return null;
    }

    private async Task<SnsSubscriptions> PageAsync(string topicArn, string? token, CancellationToken ct)
    {
        try
        {
            return await sns.ListSubscriptionsByTopicAsync(topicArn, token, ct);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "NotFound" or "NotFoundException")
        {
            return new SnsSubscriptions([], null);
        }
    }
}
