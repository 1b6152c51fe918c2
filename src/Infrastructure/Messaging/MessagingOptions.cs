namespace CleanFiles.Infrastructure.Messaging;

internal enum MessagingTransport
{
    InMemory,
}

internal sealed record MessagingOptions
{
    public MessagingTransport Transport { get; init; } = MessagingTransport.InMemory;

    /// <summary>Every event of the longest names fits, escaped as JSON.</summary>
    public const int MinEnvelopeBytes = 16 * 1024;

    /// <summary>What a transport may need beside the message, for the attributes by which it filters.</summary>
    public const int AttributeBytes = 128;

    /// <summary>The largest envelope in bytes, the same for every transport so that moving to another one breaks no event.</summary>
    public int MaxEnvelopeBytes { get; init; } = 256 * 1024;
}
