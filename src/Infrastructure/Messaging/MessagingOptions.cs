namespace CleanFiles.Infrastructure.Messaging;

internal enum MessagingTransport
{
    InMemory,
}

internal sealed record MessagingOptions
{
    public MessagingTransport Transport { get; init; } = MessagingTransport.InMemory;

    /// <summary>The largest envelope in bytes, the same for every transport so that moving to another one breaks no event.</summary>
    public int MaxEnvelopeBytes { get; init; } = 256 * 1024;
}
