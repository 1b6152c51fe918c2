using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using Microsoft.Data.Sqlite;
using static System.Text.Encoding;

namespace CleanFiles.Infrastructure.Outbox.Sqlite;

internal sealed class SqliteOutboxReader(SqliteConnection connection, IWriteGate gate, long epoch, long position) : IOutboxReader
{
    private const string Read = """
        select position, id, type, schema_version, stream, version, occurred_at, payload, headers
        from outbox where position > $position order by position limit $max
        """;

    private const string Save = "update bookmark set position = $position where epoch = $epoch";

    private long _read = position;

    public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
    {
        await using var command = new SqliteCommand(Read, connection);
        command.Parameters.AddWithValue("$position", _read);
        command.Parameters.AddWithValue("$max", max);
        await using var row = await command.ExecuteReaderAsync(ct);
        var entries = new List<OutboxEntry>();
        while (await row.ReadAsync(ct)) entries.Add(new SqliteOutboxEntry(_read = row.GetInt64(0), Envelope(row)));
        return entries;
    }

    public async Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct)
    {
        using var entered = await gate.EnterAsync(ct);
        await using var command = new SqliteCommand(Save, connection);
        command.Parameters.AddWithValue("$position", ((SqliteOutboxEntry)lastOfEachShard.Single()).Position);
        command.Parameters.AddWithValue("$epoch", epoch);
        if (await command.ExecuteNonQueryAsync(ct) == 0) throw new FencedOffException();
    }

    /// <summary>One process has the database to itself (ADR 0011).</summary>
    public Task KeepAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static Envelope Envelope(SqliteDataReader row) => new(
        row.GetGuid(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetInt64(5),
        row.GetDateTimeOffset(6), UTF8.GetBytes(row.GetString(7)), HeadersJson.Read(row.GetString(8)));
}

internal sealed record SqliteOutboxEntry(long Position, Envelope Envelope) : OutboxEntry(0, Envelope);
