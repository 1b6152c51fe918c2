using System.Globalization;
using System.Text;
using CleanFiles.Infrastructure.Relay;
using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal static class BookmarkTable
{
    private const string Cluster = "(select system_identifier from pg_control_system())";

    /// <summary>
    /// In one message, so that a relay which is paused in the middle holds no lock. Rows restored into another cluster bring its xids, which
    /// mean nothing here: as if all were committed now, and none was read. After pg_upgrade, which keeps the xids, set system_identifier by
    /// hand first: all of retention would be published again.
    /// </summary>
    private const string Prepare = $$"""
        do $$
        begin
            lock table bookmark in share row exclusive mode;
            if exists (select from bookmark where system_identifier <> {{Cluster}}) then
                lock table outbox in share row exclusive mode;
                update outbox set xid = pg_current_xact_id();
                update bookmark set from_snapshot = '1:1:', from_head = 0, to_snapshot = null, to_head = null, position = 0,
                    epoch = epoch + 1, system_identifier = {{Cluster}};
            end if;
            insert into bookmark (shard, epoch, from_snapshot, from_head, position, system_identifier)
            select shard, 0, '1:1:', 0, 0, {{Cluster}} from generate_series(0, {0} - 1) shard
            on conflict do nothing;
        end $$
        """;

    private static readonly CompositeFormat PrepareFormat = CompositeFormat.Parse(Prepare);

    // Rows are locked in the order of shards by all who change several, or two could wait for each other.
    private const string Save = """
        with n as (
            select * from unnest($1, $2, $3, $4, $5, $6, $7) n(shard, epoch, f, from_head, t, to_head, position)),
        mine as materialized (select b.shard from bookmark b join n using (shard, epoch) order by b.shard for update of b)
        update bookmark b set from_snapshot = n.f::pg_snapshot, from_head = n.from_head,
            to_snapshot = n.t::pg_snapshot, to_head = n.to_head, position = n.position
        from n join mine using (shard) where b.shard = n.shard
        """;

    /// <summary>
    /// Makes the bookmarks that are missing, each before all of retention, and sees to it that all are of this cluster. Bookmarks of
    /// shards no longer configured stay, and are read to their end like the others.
    /// </summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, int shards, CancellationToken ct)
    {
        await using var prepare = new NpgsqlCommand(string.Format(CultureInfo.InvariantCulture, PrepareFormat, shards), connection) { CommandTimeout = 0 };
        await prepare.ExecuteNonQueryAsync(ct);
    }

    /// <exception cref="FencedOffException">Another relay has taken over a shard; its bookmark was not moved.</exception>
    public static async Task SaveAsync(NpgsqlConnection connection, IReadOnlyList<Bookmark> moved, CancellationToken ct)
    {
        await using var save = new NpgsqlCommand(Save, connection);
        Add(NpgsqlDbType.Smallint, m => m.Shard);
        Add(NpgsqlDbType.Bigint, m => m.Epoch);
        Add(NpgsqlDbType.Text, m => m.From.Text);
        Add(NpgsqlDbType.Bigint, m => m.From.Head);
        Add(NpgsqlDbType.Text, m => m.To?.Text);
        Add(NpgsqlDbType.Bigint, m => m.To?.Head);
        Add(NpgsqlDbType.Bigint, m => m.Position);
        if (await save.ExecuteNonQueryAsync(ct) < moved.Count) throw new FencedOffException();

        void Add<T>(NpgsqlDbType type, Func<Bookmark, T> column) => save.Parameters.Add(
            new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. moved.Select(column)] });
    }

    public static Bookmark Read(NpgsqlDataReader row) => new(
        row.GetInt16(0),
        row.GetInt64(1),
        new Snapshot(row.GetString(2), row.GetInt64(3)),
        row.IsDBNull(4) ? null : new Snapshot(row.GetString(4), row.GetInt64(5)),
        row.GetInt64(6));
}
