namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>What the attributes of the topic must be.</summary>
internal sealed class TopicRequirements(SqsOptions options, int messageBytes)
{
    /// <summary>What a topic lets through that nobody has told to let more, in bytes, attributes counted.</summary>
    public const int DefaultBytes = 256 * 1024;

    public IReadOnlyList<Requirement> All =>
    [
        .. Fifo(),
        new AtLeast("MaximumMessageSize", messageBytes, messageBytes)
        {
            Default = $"{DefaultBytes}",
            AtCreation = false,
            OtherWay = $"set Messaging:MaxEnvelopeBytes to {DefaultBytes} or less",
        },
    ];

    private Requirement[] Fifo() => !options.IsFifo ? [] :
    [
        new Exactly("FifoTopic", "true") { Default = "false", IsFixed = true },
        new Exactly("ContentBasedDeduplication", "false") { Default = "false" },
        new Exactly("FifoThroughputScope", "MessageGroup") { Default = "Topic" },
    ];
}
