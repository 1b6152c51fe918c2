namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>One SNS topic of the service and, for each consumer, its SQS queue and dead-letter queue.</summary>
internal interface ISqsTopology
{
    /// <summary>The ARN of the topic, when the queue of every consumer of this build is subscribed to it, so that no consumer misses what is published.</summary>
    /// <exception cref="SqsMismatchException">The topic or a queue is not as it must be, and nothing may be changed.</exception>
    Task<string> TopicAsync(CancellationToken ct);

    /// <inheritdoc cref="TopicAsync" path="/exception"/>
    Task<ConsumerQueue> QueueAsync(string consumer, CancellationToken ct);

    /// <summary>Looks, or makes, anew the next time: something that was there is gone.</summary>
    void Forget();
}

internal sealed record ConsumerQueue(string Url, string DeadLetterUrl);

/// <summary>What SNS and SQS have is not what this service needs; each problem is one sentence that says what to change.</summary>
internal sealed class SqsMismatchException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
