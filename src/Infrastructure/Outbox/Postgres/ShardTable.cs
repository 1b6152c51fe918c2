using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>Who reads which shard: the columns owner and epoch of the bookmarks, beside the sessions of the relays (ADR 0019).</summary>
internal static class ShardTable
{
    /// <summary>What the names of all relays' sessions begin with.</summary>
    public const string OwnerPrefix = "relay ";

    /// <summary>
    /// A relay lives while its session has asked something within the lease, by the clock of the server, which keeps that time for every
    /// session. One whose statement the server is still busy with lives too, unless what the server waits for is the relay itself. The
    /// older relay ranks first, so that a newcomer takes no more from the others than it has to.
    /// </summary>
    private const string Look = $"""
        with relay as materialized (
            select application_name::text as owner, coalesce(backend_start, '-infinity') as since from pg_stat_activity
            where datname = current_database() and application_name like '{OwnerPrefix}%'
                and (coalesce(state_change, clock_timestamp()) > clock_timestamp() - $2
                    or (state = 'active' and wait_event_type is distinct from 'Client')))
        select b.shard, b.epoch, r.owner is not null, (select count(*) from relay),
            (select count(*) from relay other, relay me where me.owner = $1 and (other.since, other.owner) < (me.since, me.owner))
        from bookmark b left join relay r using (owner) order by b.shard
        """;

    private const string Claim = """
        with free as materialized (
            select b.shard from bookmark b join unnest($2, $3) seen(shard, epoch) using (shard, epoch) order by b.shard for update of b)
        update bookmark b set owner = $1, epoch = b.epoch + 1 from free where b.shard = free.shard
        returning b.shard, b.epoch, b.from_snapshot::text, b.from_head, b.to_snapshot::text, b.to_head, b.position
        """;

    private const string Arrive = $"select pg_notify('{OutboxChannel.Name}', '{OutboxChannel.Shards}')";

    private const string Release = $"""
        with mine as materialized (select shard from bookmark where owner = $1 and shard = any($2) order by shard for update),
        freed as (update bookmark b set owner = null from mine where b.shard = mine.shard returning b.shard)
        select count(*), pg_notify('{OutboxChannel.Name}', '{OutboxChannel.Shards}') from freed
        """;

    // Without its name the session counts as no relay any more, although it takes the server a moment to end it.
    private const string Leave = $"""
        with mine as materialized (select shard from bookmark where owner = $1 order by shard for update),
        freed as (update bookmark b set owner = null from mine where b.shard = mine.shard returning b.shard)
        select count(*), set_config('application_name', '', false), pg_notify('{OutboxChannel.Name}', '{OutboxChannel.Shards}') from freed
        """;

    /// <exception cref="InvalidOperationException">The server does not show this relay's own session.</exception>
    public static async Task<ShardSurvey> LookAsync(NpgsqlConnection connection, string owner, TimeSpan lease, CancellationToken ct)
    {
        await using var look = new NpgsqlCommand(Look, connection) { Parameters = { new() { Value = owner }, new() { Value = lease } } };
        await using var row = await look.ExecuteReaderAsync(ct);
        var shards = new List<ShardState>();
        var (relays, before) = (0L, 0L);
        while (await row.ReadAsync(ct))
        {
            shards.Add(new ShardState(row.GetInt16(0), row.GetInt64(1), row.GetBoolean(2)));
            (relays, before) = (row.GetInt64(3), row.GetInt64(4));
        }

        return relays > 0
            ? new ShardSurvey(shards, (int)relays, (int)before)
            : throw new InvalidOperationException(
                "The server does not show the session of this relay by its name; let Persistence:ConnectionString lead to PostgreSQL itself, or to a pooler in session mode.");
    }

    /// <returns>The bookmarks of those that nobody else has claimed since they were seen.</returns>
    public static async Task<IReadOnlyList<Bookmark>> ClaimAsync(
        NpgsqlConnection connection, string owner, IReadOnlyCollection<ShardState> seen, CancellationToken ct)
    {
        await using var claim = new NpgsqlCommand(Claim, connection)
        {
            Parameters = { new() { Value = owner }, Array(seen.Select(shard => shard.Shard)), Array(seen.Select(shard => shard.Epoch)) },
        };
        var claimed = new List<Bookmark>();
        await using var row = await claim.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) claimed.Add(BookmarkTable.Read(row));
        return claimed;
    }

    public static async Task ReleaseAsync(NpgsqlConnection connection, string owner, IEnumerable<short> shards, CancellationToken ct)
    {
        await using var release = new NpgsqlCommand(Release, connection) { Parameters = { new() { Value = owner }, Array(shards) } };
        await release.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Has the other relays look at once whether they hold more than their share now.</summary>
    public static async Task ArriveAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var arrive = new NpgsqlCommand(Arrive, connection);
        await arrive.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Frees all that this relay holds, and has it count as gone.</summary>
    public static async Task LeaveAsync(NpgsqlConnection connection, string owner, CancellationToken ct)
    {
        await using var leave = new NpgsqlCommand(Leave, connection) { Parameters = { new() { Value = owner } } };
        await leave.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };
}
