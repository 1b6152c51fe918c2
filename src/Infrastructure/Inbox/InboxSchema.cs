namespace CleanFiles.Infrastructure.Inbox;

/// <summary>Two columns and a key: one index probe tells a duplicate (ADR 0008). Migrations executed these texts.</summary>
internal static class InboxSchema
{
    public const string Postgres = """
        create table inbox (
            consumer text not null,
            event_id uuid not null,
            handled_at timestamptz not null,
            primary key (consumer, event_id));
        """;

    public const string Sqlite = """
        create table inbox (
            consumer text not null,
            event_id text not null,
            handled_at text not null,
            primary key (consumer, event_id)) without rowid;
        """;
}
