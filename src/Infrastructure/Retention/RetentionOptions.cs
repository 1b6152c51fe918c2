namespace CleanFiles.Infrastructure.Retention;

/// <summary>What is kept how long (ADR 0018).</summary>
internal sealed record RetentionOptions
{
    /// <summary>A transport may deliver again after this time: SQS keeps a message for 14 days, and the inbox has to know it until then.</summary>
    public const int MinInboxDays = 15;

    public const int MaxDays = 3_650;

    /// <summary>How long a published event stays in the outbox after it occurred.</summary>
    public TimeSpan Outbox { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a handled event stays in the inbox, and a deleted file in the search index as a tombstone.</summary>
    public TimeSpan Inbox { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The most that one transaction removes.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>The pause between two runs.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The pause before the first run: a process that starts has more urgent work.</summary>
    public TimeSpan FirstAfter { get; init; } = TimeSpan.FromMinutes(1);
}
