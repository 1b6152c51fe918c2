namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal static class StepSql
{
    private const string Columns =
        "o.position, o.id, o.stream, o.version, o.type, o.schema_version, o.payload, o.headers, o.occurred_at";

    private const string NoColumns =
        "null::bigint, null::uuid, null::text, null::bigint, null::text, null::integer, null::jsonb, null::jsonb, null::timestamptz";

    /// <summary>
    /// The next page of every shard in one statement, which has one snapshot: the first row is that snapshot and the sequence's head,
    /// the others are events. $1 to $5 are a shard's number, From, its head, To (null: this statement's snapshot) and position; $6 is
    /// the page's size. At or below the head an event is found by its xid (stragglers), above it by its position (the tail).
    /// </summary>
    public const string Text = $"""
        with s as materialized (select pg_current_snapshot() as now, last_value as head from outbox_position_seq)
        select s.now::text, s.head, null::smallint, {NoColumns} from s
        union all
        select null, null, w.shard, e.*
        from (
            select u.shard, u.f::pg_snapshot as f, u.head, coalesce(u.t::pg_snapshot, s.now) as t, u.pos
            from s cross join unnest($1, $2, $3, $4, $5) u(shard, f, head, t, pos)) w
        cross join lateral (
            (select * from (
                -- Was running when From was taken, is over in To.
                select o.* from pg_snapshot_xip(w.f) x(xid) cross join lateral (
                    select {Columns} from outbox o
                    where o.shard + 0 = w.shard and o.xid = x.xid and o.position + 0 > w.pos and o.position + 0 <= w.head
                    order by o.position + 0 limit $6) o
                where w.pos < w.head and pg_visible_in_snapshot(x.xid, w.t)
                union all
                -- Has an xid above all that From knew, and yet a position below its head.
                (select {Columns} from outbox o
                where w.pos < w.head and o.shard + 0 = w.shard
                    and o.xid >= pg_snapshot_xmax(w.f) and o.xid < pg_snapshot_xmax(w.t)
                    and o.position + 0 > w.pos and o.position + 0 <= w.head and pg_visible_in_snapshot(o.xid, w.t) offset 0)
            ) stragglers order by position limit $6)
            union all
            (select {Columns} from outbox o
            where o.shard = w.shard and o.position > greatest(w.pos, w.head)
                and pg_visible_in_snapshot(o.xid, w.t) and not pg_visible_in_snapshot(o.xid, w.f)
            order by o.position limit $6)
            limit $6) e
        """;
}
