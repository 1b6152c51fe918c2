namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>How topic and queues are called: <c>service-events</c>, <c>service-consumer</c>, <c>service-consumer-dead</c>, each with <c>.fifo</c> where it is one.</summary>
internal sealed class SqsNames(string service, SqsKind kind)
{
    /// <summary>SQS's limit, the suffix counted; a topic may be longer.</summary>
    public const int MaxLength = 80;

    public string Topic => Name("events");

    public string Queue(string consumer) => Name(consumer);

    public string DeadLetterQueue(string consumer) => Name($"{consumer}-dead");

    private string Name(string part) => $"{service}-{part}{(kind == SqsKind.Fifo ? ".fifo" : "")}";
}
