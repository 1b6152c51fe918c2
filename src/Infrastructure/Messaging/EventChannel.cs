namespace CleanFiles.Infrastructure.Messaging;

/// <summary>Where this service's events can be had, as its AsyncAPI document says (ADR 0023).</summary>
/// <param name="Address">What other services subscribe to; null when there is nothing outside the process.</param>
internal sealed record EventChannel(string Title, string? Address, string Description)
{
    public static EventChannel InMemory { get; } = new(
        "The InMemory transport", null, "Within one process there is no address: the bus hands events to the consumers of the same process.");
}
