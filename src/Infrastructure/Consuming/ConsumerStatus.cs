namespace CleanFiles.Infrastructure.Consuming;

/// <summary>What an operator is told about one consumer.</summary>
internal sealed class ConsumerStatus(string name)
{
    public string Name => name;

    /// <summary>Why its last event failed; null when it succeeded.</summary>
    public string? Problem { get; set; }

    /// <summary>Why its transport brings nothing; null while it receives.</summary>
    public string? Outage { get; set; }

    /// <summary>Null while it does not pause.</summary>
    public Pause? Pause { get; set; }
}
