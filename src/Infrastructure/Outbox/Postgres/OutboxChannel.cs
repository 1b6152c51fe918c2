namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>How processes wake each other: NOTIFY, outside every business transaction (ADR 0019). A call that gets lost costs one poll.</summary>
internal static class OutboxChannel
{
    public const string Name = "outbox";

    /// <summary>Events were committed.</summary>
    public const string Events = "events";

    /// <summary>A relay came or went, or gave up a shard.</summary>
    public const string Shards = "shards";
}
