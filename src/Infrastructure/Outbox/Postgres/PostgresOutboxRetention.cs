using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Retention;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// Goes by the durable bookmark, which only moves forward, and by the database's clock. What commits late at a low position is seen by a
/// later run, as published or not; it is never in the way.
/// </summary>
internal sealed class PostgresOutboxRetention([FromKeyedServices(PostgresConnections.Unpooled)] NpgsqlDataSource dataSource, RetentionOptions options) : IOutboxRetention
{
    /// <summary>Plans must not depend on statistics: with these the index of positions is all that is left.</summary>
    public const string Settings = "set enable_seqscan = off; set enable_bitmapscan = off; set jit = off";

    /// <summary>The xids of rows restored into another cluster mean nothing before a relay has mended them.</summary>
    private const string Shards = """
        select b.shard from bookmark b, pg_control_system() c where b.system_identifier = c.system_identifier order by b.shard
        """;

    /// <summary>
    /// $1 a shard, $2 a position after which to begin, $3 the size of the batch, $4 the age. One statement, so one snapshot for the
    /// bookmark and the rows, and no lock on the bookmark.
    /// </summary>
    public const string Remove = """
        with oldest as materialized (
            select position, published and occurred_at < now() - $4 as done
            from outbox_status where shard = $1 and position > $2 order by position limit $3),
        removed as (
            delete from outbox where shard = $1 and position = any (array(
                select position from oldest
                where position < coalesce((select min(position) from oldest where not done), 9223372036854775807)))
            returning position)
        select count(*)::integer, coalesce(max(position), $2) from removed
        """;

    private const string Oldest = """
        select min(o.occurred_at)
        from bookmark b cross join lateral (select occurred_at from outbox where shard = b.shard order by position limit 1) o
        """;

    public string Name => "events of the outbox";

    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var sum = 0;
        foreach (var shard in await ShardsAsync(connection, ct))
        {
            // Not from the start each time: until vacuum comes, that is full of what was just removed.
            var after = long.MinValue;
            sum += await Batches.RunAsync(options.BatchSize, async () =>
            {
                (var removed, after) = await RemoveAsync(connection, shard, after, ct);
                return removed;
            });
        }

        return sum;
    }

    public async Task<DateTimeOffset?> OldestAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var oldest = new NpgsqlCommand(Oldest, connection);
        await using var row = await oldest.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) && !row.IsDBNull(0) ? row.GetFieldValue<DateTimeOffset>(0) : null;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = await dataSource.OpenConnectionAsync(ct);
        await using var settings = new NpgsqlCommand(Settings, connection);
        await settings.ExecuteNonQueryAsync(ct);
        return connection;
    }

    private static async Task<List<short>> ShardsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Shards, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        var shards = new List<short>();
        while (await row.ReadAsync(ct)) shards.Add(row.GetInt16(0));
        return shards;
    }

    private async Task<(int Removed, long Last)> RemoveAsync(NpgsqlConnection connection, short shard, long after, CancellationToken ct)
    {
        await using var remove = new NpgsqlCommand(Remove, connection)
        {
            Parameters = { new() { Value = shard }, new() { Value = after }, new() { Value = options.BatchSize }, new() { Value = options.Outbox } },
        };
        await using var row = await remove.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (row.GetInt32(0), row.GetInt64(1));
    }
}
