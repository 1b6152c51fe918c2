namespace CleanFiles.Infrastructure.Relay;

/// <summary>What an operator is told about the relay of this process.</summary>
internal sealed class RelayStatus
{
    /// <summary>Why events do not flow at the moment; null when they do.</summary>
    public string? Problem { get; set; }

    /// <summary>When the open circuit lets the next publish probe; null when it is closed.</summary>
    public DateTimeOffset? ProbeAt { get; set; }
}
