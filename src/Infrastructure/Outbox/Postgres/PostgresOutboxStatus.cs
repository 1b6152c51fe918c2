using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal sealed class PostgresOutboxStatus(NpgsqlDataSource dataSource, OutboxOptions options) : IOutboxStatus
{
    // What a transaction wrote that is older than the bookmark's snapshot is published, so that the index of xids leads to the rest.
    private const string Read = """
        select s.shard, b.from_snapshot::text, b.to_snapshot::text, b.position, p.pending, p.oldest, b.owner,
            (select clock_timestamp() - max(a.state_change) from pg_stat_activity a where a.application_name = b.owner)
        from (select generate_series(0, $1 - 1) union select shard from bookmark) s(shard)
        left join bookmark b on b.shard = s.shard
        cross join lateral (
            select count(*), min(occurred_at) from (
                select o.occurred_at from outbox o
                where (o.shard + 0) = s.shard and o.xid >= coalesce(pg_snapshot_xmin(b.from_snapshot), '0'::xid8)
                    and not coalesce(pg_visible_in_snapshot(o.xid, b.from_snapshot)
                        or (o.position <= b.position and pg_visible_in_snapshot(o.xid, b.to_snapshot)), false)
                order by o.xid limit $2) o) p(pending, oldest)
        order by s.shard
        """;

    public async Task<IReadOnlyList<ShardStatus>> ReadAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Read);
        command.Parameters.Add(new() { Value = options.Shards });
        command.Parameters.Add(new() { Value = IOutboxStatus.MaxCounted + 1 });
        await using var row = await command.ExecuteReaderAsync(ct);
        var shards = new List<ShardStatus>();
        while (await row.ReadAsync(ct))
            shards.Add(new ShardStatus(
                row.GetInt32(0),
                Bookmark(row),
                row.GetInt64(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
                row.IsDBNull(6) ? null : row.GetString(6),
                row.IsDBNull(7) ? null : row.GetTimeSpan(7)));
        return shards;
    }

    /// <summary>Past one snapshot; while a window is open, also past a position of the next one.</summary>
    private static string? Bookmark(NpgsqlDataReader row) =>
        row.IsDBNull(1) ? null
        : row.IsDBNull(2) ? row.GetString(1)
        : $"{row.GetString(1)}, up to {row.GetInt64(3)} of {row.GetString(2)}";
}
