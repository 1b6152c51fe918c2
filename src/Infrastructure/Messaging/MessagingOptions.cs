namespace CleanFiles.Infrastructure.Messaging;

internal sealed class MessagingOptions
{
    public const string Section = "Messaging";

    /// <summary>The largest envelope in bytes, the same for every transport so that moving to another one breaks no event.</summary>
    public int MaxEnvelopeBytes { get; init; } = 256 * 1024;
}
