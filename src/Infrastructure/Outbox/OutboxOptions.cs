namespace CleanFiles.Infrastructure.Outbox;

internal sealed record OutboxOptions
{
    /// <summary>
    /// Into how many parts PostgreSQL's log is divided. Streams move between shards when it changes, so change it while the outbox is
    /// drained, or the order within a stream may suffer around the change; nothing is lost either way.
    /// </summary>
    public int Shards { get; init; } = 1;
}
