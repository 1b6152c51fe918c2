using CleanFiles.Infrastructure.Relay;
using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal static class BookmarkTable
{
    private const string Cluster = "(select system_identifier from pg_control_system())";

    // The lock parts a take-over from every save, so that a save moves all its shards or none.
    private const string IsForeign =
        $"lock table bookmark in share row exclusive mode; select exists (select from bookmark where system_identifier <> {Cluster})";

    // Rows restored into another cluster bring its xids, which mean nothing here: as if all were committed now, and none was read.
    private const string Repair = $"""
        lock table outbox in share row exclusive mode;
        update outbox set xid = pg_current_xact_id();
        update bookmark set from_snapshot = '1:1:', from_head = 0, to_snapshot = null, to_head = null, position = 0,
            system_identifier = {Cluster}
        """;

    private const string AddMissing = $"""
        insert into bookmark select shard, 0, '1:1:', 0, null, null, 0, {Cluster} from generate_series(0, $1 - 1) shard
        on conflict do nothing
        """;

    private const string TakeOver = """
        update bookmark set epoch = epoch + 1
        returning shard, epoch, from_snapshot::text, from_head, to_snapshot::text, to_head, position
        """;

    private const string Save = """
        update bookmark b set from_snapshot = n.f::pg_snapshot, from_head = n.from_head,
            to_snapshot = n.t::pg_snapshot, to_head = n.to_head, position = n.position
        from unnest($1, $2, $3, $4, $5, $6, $7) n(shard, epoch, f, from_head, t, to_head, position)
        where b.shard = n.shard and b.epoch = n.epoch
        """;

    /// <summary>
    /// Fences off whoever read the log before, and reads every bookmark there is, those of shards no longer configured included. A new
    /// one starts before all of retention. After pg_upgrade, which keeps the xids, set system_identifier by hand first: all of retention
    /// would be published again.
    /// </summary>
    public static async Task<IReadOnlyList<ShardCursor>> TakeOverAsync(NpgsqlConnection connection, int shards, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var foreign = new NpgsqlCommand(IsForeign, connection))
        await using (var repair = new NpgsqlCommand(Repair, connection) { CommandTimeout = 0 })
            if ((bool)(await foreign.ExecuteScalarAsync(ct))!) await repair.ExecuteNonQueryAsync(ct);
        await using (var add = new NpgsqlCommand(AddMissing, connection) { Parameters = { new() { Value = shards } } })
            await add.ExecuteNonQueryAsync(ct);
        var cursors = new List<ShardCursor>();
        await using (var takeOver = new NpgsqlCommand(TakeOver, connection))
        await using (var row = await takeOver.ExecuteReaderAsync(ct))
            while (await row.ReadAsync(ct)) cursors.Add(new ShardCursor(Read(row)));
        await transaction.CommitAsync(ct);
        return cursors;
    }

    /// <exception cref="FencedOffException">Another relay has taken over; nothing was moved.</exception>
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

    private static Bookmark Read(NpgsqlDataReader row) => new(
        row.GetInt16(0),
        row.GetInt64(1),
        new Snapshot(row.GetString(2), row.GetInt64(3)),
        row.IsDBNull(4) ? null : new Snapshot(row.GetString(4), row.GetInt64(5)),
        row.GetInt64(6));
}
