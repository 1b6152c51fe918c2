namespace CleanFiles.Infrastructure.Messaging.Sqs;

internal enum SqsKind
{
    /// <summary>In order within a stream.</summary>
    Fifo,

    /// <summary>Cheaper and without a limit of its own, but in no order.</summary>
    Standard,
}

internal enum SqsProvisioning
{
    /// <summary>Makes the topic, the queues and the subscriptions, and brings what is there to what it should be.</summary>
    Create,

    /// <summary>Makes nothing; start-up ends with what differs.</summary>
    Validate,

    /// <summary>Asks nothing: the settings say where everything is.</summary>
    Assume,
}

/// <summary>The transport by SNS and SQS (ADR 0025).</summary>
internal sealed record SqsOptions
{
    /// <summary>Where a queue's setting has the consumer's name.</summary>
    public const string Placeholder = "{consumer}";

    /// <summary>Receives beyond the host's attempts before SQS itself gives a message up: restarts and pauses cost some.</summary>
    public const int Spare = 5;

    /// <summary>SQS counts to a thousand.</summary>
    public const int MaxAttempts = 1_000 - Spare;

    /// <summary>SQS hides a message for twelve hours at most, counted from its receipt.</summary>
    public static readonly TimeSpan MaxVisibility = TimeSpan.FromHours(12);

    public AwsOptions Aws { get; init; } = new();

    public SqsKind Kind { get; init; } = SqsKind.Fifo;

    public SqsProvisioning Provisioning { get; init; } = SqsProvisioning.Create;

    /// <summary>What the names of topic and queues begin with.</summary>
    public string Name { get; init; } = "cleanfiles";

    /// <summary>Assumed; null otherwise.</summary>
    public string? TopicArn { get; init; }

    /// <summary>The URL of each consumer's queue, with <see cref="Placeholder"/>; assumed, null otherwise.</summary>
    public string? QueueUrl { get; init; }

    /// <inheritdoc cref="QueueUrl"/>
    public string? DeadLetterQueueUrl { get; init; }

    /// <summary>How long a message stays with whoever received it, before it must be asked for again.</summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a receive waits for messages.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a stopping receiver lets its receives end by themselves: a message that a broken-off one was bringing stays hidden for a while.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    public bool IsFifo => Kind == SqsKind.Fifo;
}
