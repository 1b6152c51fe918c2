using System.Text.Json.Nodes;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>What the attributes of the queues must be.</summary>
internal sealed class QueueRequirements(SqsOptions options, int messageBytes, int maxReceiveCount)
{
    /// <summary>In bytes: of a message or of a batch of them. SQS knows no more, nor does SNS.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>SQS keeps nothing longer; in seconds.</summary>
    private const int FourteenDays = 14 * 24 * 60 * 60;

    public IReadOnlyList<Requirement> DeadLetterQueue =>
    [
        .. Fifo(),
        new Exactly("VisibilityTimeout", Seconds(options.Visibility)),
        new Exactly("ReceiveMessageWaitTimeSeconds", Seconds(options.Wait)),
        new Exactly("MessageRetentionPeriod", $"{FourteenDays}"),
        // Not at creation: what SQS gives a new queue is more nearly everywhere, and never less than the default.
        new AtLeast("MaximumMessageSize", messageBytes, MostBytes) { Default = $"{TopicRequirements.DefaultBytes}", AtCreation = false },
    ];

    public IReadOnlyList<Requirement> Queue(string queueArn, string deadLetterQueueArn, IReadOnlyList<string> topicArns) =>
    [
        .. DeadLetterQueue,
        new SameJson("RedrivePolicy", new JsonObject
        {
            ["deadLetterTargetArn"] = deadLetterQueueArn,
            ["maxReceiveCount"] = maxReceiveCount,
        }.ToJsonString()),
        new QueuePolicy(queueArn, topicArns),
    ];

    /// <summary>In order, and as fast as SQS can: limits and duplicates are counted for each message group.</summary>
    private Requirement[] Fifo() => !options.IsFifo ? [] :
    [
        new Exactly("FifoQueue", "true") { Default = "false", IsFixed = true },
        new Exactly("ContentBasedDeduplication", "false") { Default = "false" },
        new Exactly("DeduplicationScope", "messageGroup") { Default = "queue" },
        new Exactly("FifoThroughputLimit", "perMessageGroupId") { Default = "perQueue" },
    ];

    private static string Seconds(TimeSpan span) => $"{(int)Math.Ceiling(span.TotalSeconds)}";
}
