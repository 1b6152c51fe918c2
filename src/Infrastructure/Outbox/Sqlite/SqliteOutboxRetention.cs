using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Retention;
using Microsoft.Data.Sqlite;

namespace CleanFiles.Infrastructure.Outbox.Sqlite;

/// <summary>One writer: what lies up to the bookmark is published. Each batch passes the gate anew, so that uploads do not wait long.</summary>
internal sealed class SqliteOutboxRetention(string connectionString, IWriteGate gate, TimeProvider time, RetentionOptions options)
    : IOutboxRetention
{
    private const string Remove = """
        with oldest as materialized (
            select position, julianday(occurred_at) < julianday($before) as done
            from outbox where position <= (select position from bookmark) order by position limit $max)
        delete from outbox where position in (
            select position from oldest
            where position < coalesce((select min(position) from oldest where not done), 9223372036854775807))
        """;

    private const string Oldest = "select occurred_at from outbox order by position limit 1";

    public string Name => "events of the outbox";

    public Task<int> RunAsync(CancellationToken ct) => Batches.RunAsync(options.BatchSize, () => RemoveAsync(ct));

    public async Task<DateTimeOffset?> OldestAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var command = new SqliteCommand(Oldest, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? row.GetDateTimeOffset(0) : null;
    }

    private async Task<int> RemoveAsync(CancellationToken ct)
    {
        using var entered = await gate.EnterAsync(ct);
        await using var connection = await OpenAsync(ct);
        await using var command = new SqliteCommand(Remove, connection);
        command.Parameters.AddWithValue("$before", time.GetUtcNow() - options.Outbox);
        command.Parameters.AddWithValue("$max", options.BatchSize);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(ct);
        return connection;
    }
}
