using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>The prepared statement that reads the next page of every shard in one round trip.</summary>
internal sealed class Step(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlParameter<short[]> _shards = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint };
    private readonly NpgsqlParameter<string[]> _from = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<long[]> _heads = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<string?[]> _to = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<long[]> _positions = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<long> _page = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private NpgsqlCommand? _command;

    /// <summary>Moves every cursor one page on.</summary>
    public async Task<List<PostgresOutboxEntry>> RunAsync(IReadOnlyList<ShardCursor> cursors, int page, CancellationToken ct)
    {
        var command = _command ??= await PrepareAsync(ct);
        _shards.TypedValue = [.. cursors.Select(cursor => cursor.Shard)];
        _from.TypedValue = [.. cursors.Select(cursor => cursor.At.From.Text)];
        _heads.TypedValue = [.. cursors.Select(cursor => cursor.At.From.Head)];
        _to.TypedValue = [.. cursors.Select(cursor => cursor.At.To?.Text)];
        _positions.TypedValue = [.. cursors.Select(cursor => cursor.At.Position)];
        _page.TypedValue = page;

        var entries = new List<PostgresOutboxEntry>();
        await using var rows = await command.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        var now = new Snapshot(rows.GetString(0), rows.GetInt64(1));
        foreach (var cursor in cursors) cursor.BeginPage(now);
        while (await rows.ReadAsync(ct))
        {
            var shard = rows.GetInt16(2);
            entries.Add(cursors.First(cursor => cursor.Shard == shard).Take(rows.GetInt64(3), Envelope(rows)));
        }
        foreach (var cursor in cursors) cursor.EndPage(page);
        return entries;
    }

    public ValueTask DisposeAsync() => _command?.DisposeAsync() ?? default;

    private async Task<NpgsqlCommand> PrepareAsync(CancellationToken ct)
    {
        var command = new NpgsqlCommand(StepSql.Text, connection) { Parameters = { _shards, _from, _heads, _to, _positions, _page } };
        await command.PrepareAsync(ct);
        return command;
    }

    private static Envelope Envelope(NpgsqlDataReader row) => new(
        row.GetGuid(4), row.GetString(7), row.GetInt32(8), row.GetString(5), row.GetInt64(6),
        row.GetFieldValue<DateTimeOffset>(11), row.GetFieldValue<byte[]>(9), HeadersJson.Read(row.GetString(10)));
}
