namespace CleanFiles.Infrastructure.Outbox.Sqlite;

/// <summary>The log and its bookmark on SQLite (ADR 0005). A migration executed this text: later changes have their own.</summary>
internal static class SqliteOutboxSchema
{
    /// <summary>AUTOINCREMENT: without it SQLite gives a position out again once the highest rows were deleted.</summary>
    public const string Create = """
        create table outbox (
            position integer primary key autoincrement,
            id text not null,
            stream text not null,
            version integer not null,
            type text not null,
            schema_version integer not null,
            payload text not null,
            headers text not null,
            occurred_at text not null);

        create table bookmark (
            shard integer primary key check (shard = 0),
            epoch integer not null,
            position integer not null);
        insert into bookmark values (0, 0, 0);

        create view outbox_status as
        select o.id, o.stream, o.version, o.type, o.occurred_at, b.shard, o.position, o.position <= b.position as published
        from outbox o cross join bookmark b;
        """;
}
