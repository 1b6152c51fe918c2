namespace CleanFiles.Infrastructure.Inbox;

/// <summary>The same text for any number of events, so that the server plans it once.</summary>
internal sealed class PostgresInboxEntry : IInboxEntry
{
    public string Text(int count) => """
        delete from failed_deliveries where consumer = @consumer and event_id = any (@ids) and not dead;
        insert into inbox (consumer, event_id, handled_at) select @consumer, id, @at from unnest(@ids) id order by id
        on conflict do nothing returning event_id
        """;

    public IEnumerable<(string Name, object Value)> Parameters(IReadOnlyList<Guid> ids) => [("@ids", ids.ToArray())];
}
