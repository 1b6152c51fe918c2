namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>
/// The calls to Amazon SNS that this service needs, named as in its API reference (version 2010-03-31) and in the AWS SDK. ADR 0024 says
/// why the SDK's own package is not referenced and how it takes its place.
/// </summary>
/// <remarks>Every call throws <see cref="SnsException"/> for an answer that is an error, after the retries of the SDK's standard mode.</remarks>
internal interface ISns
{
    /// <returns>The ARN. A topic that is there already is no error unless its attributes differ.</returns>
    Task<string> CreateTopicAsync(string name, IReadOnlyDictionary<string, string> attributes, CancellationToken ct);

    Task<IReadOnlyDictionary<string, string>> GetTopicAttributesAsync(string topicArn, CancellationToken ct);

    Task SetTopicAttributesAsync(string topicArn, string name, string value, CancellationToken ct);

    /// <returns>The subscription's ARN; one that is there already is returned as it is.</returns>
    Task<string> SubscribeAsync(
        string topicArn, string protocol, string endpoint, IReadOnlyDictionary<string, string> attributes, CancellationToken ct);

    Task<IReadOnlyDictionary<string, string>> GetSubscriptionAttributesAsync(string subscriptionArn, CancellationToken ct);

    Task SetSubscriptionAttributesAsync(string subscriptionArn, string name, string value, CancellationToken ct);

    /// <param name="nextToken">Null for the first page.</param>
    Task<SnsSubscriptions> ListSubscriptionsByTopicAsync(string topicArn, string? nextToken, CancellationToken ct);

    /// <param name="entries">At most ten; their ids are unique within the call.</param>
    Task<SnsBatchResult> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken ct);
}

/// <param name="Endpoint">The ARN of the queue, where the protocol is sqs.</param>
internal sealed record SnsSubscription(string SubscriptionArn, string Protocol, string Endpoint);

/// <param name="NextToken">Null on the last page.</param>
internal sealed record SnsSubscriptions(IReadOnlyList<SnsSubscription> Subscriptions, string? NextToken);

/// <param name="Attributes">Message attributes of the type String.</param>
/// <param name="MessageGroupId">FIFO topics only, and so is the next.</param>
internal sealed record SnsEntry(
    string Id, string Message, IReadOnlyDictionary<string, string> Attributes, string? MessageGroupId, string? MessageDeduplicationId);

internal sealed record SnsBatchResult(IReadOnlyList<SnsSuccess> Successful, IReadOnlyList<SnsFailure> Failed);

internal sealed record SnsSuccess(string Id, string MessageId);

/// <param name="SenderFault">The entry itself is at fault, so sending it again is pointless.</param>
internal sealed record SnsFailure(string Id, string Code, string? Message, bool SenderFault);
