namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// The log and its bookmark on PostgreSQL 15 and later (ADR 0005). Migrations executed these texts: later changes have their own.
/// </summary>
internal static class PostgresOutboxSchema
{
    /// <summary>
    /// Position is the last column, because defaults are evaluated in the order of columns. The index of xids has expressions, so that
    /// each part of <see cref="StepSql"/> has exactly one index it can use, whatever the planner believes about an empty table.
    /// The constraint is not validated, so that a dump carries it behind the rows. The first bookmark is made here, so that a dump
    /// taken before any relay ran still says from which cluster its xids are.
    /// </summary>
    public const string Create = """
        create table outbox (
            xid xid8 not null default pg_current_xact_id(),
            shard smallint not null,
            id uuid not null,
            stream text not null,
            version bigint not null,
            type text not null,
            schema_version integer not null,
            payload jsonb not null,
            headers jsonb not null,
            occurred_at timestamptz not null,
            position bigint generated always as identity);
        create unique index outbox_pos on outbox (shard, position);
        create index outbox_xid on outbox ((shard + 0), xid, (position + 0));
        alter table outbox add constraint own_xid check (xid = pg_current_xact_id()) not valid;

        create table bookmark (
            shard smallint primary key,
            epoch bigint not null,
            from_snapshot pg_snapshot not null,
            from_head bigint not null,
            to_snapshot pg_snapshot,
            to_head bigint,
            position bigint not null,
            system_identifier bigint not null) with (fillfactor = 50);
        insert into bookmark select 0, 0, '1:1:', 0, null, null, 0, system_identifier from pg_control_system();

        create view outbox_status as
        select o.id, o.stream, o.version, o.type, o.occurred_at, o.shard, o.position,
            coalesce(pg_visible_in_snapshot(o.xid, b.from_snapshot)
                or (o.position <= b.position and pg_visible_in_snapshot(o.xid, b.to_snapshot)), false) as published
        from outbox o left join bookmark b on b.shard = o.shard;
        """;

    /// <summary>Which relay's session reads the shard (ADR 0019); null when none does.</summary>
    public const string AddOwner = "alter table bookmark add column owner text";
}
