using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using Microsoft.Data.Sqlite;

namespace CleanFiles.Infrastructure.Outbox.Sqlite;

/// <summary>SQLite has one writer: positions become visible in order, and the last published one is the bookmark (ADR 0007).</summary>
internal sealed class SqliteOutboxLog(string connectionString, IWriteGate gate) : IOutboxLog
{
    private const string TakeOver = "update bookmark set epoch = epoch + 1 returning epoch, position";

    /// <summary>Fences off the reader before it. One process has the database to itself, so there is no other to wait for.</summary>
    public async Task<IOutboxReader> OpenAsync(CancellationToken ct)
    {
        // Not from the pool: nobody else's commits may inherit the setting below.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            using (await gate.EnterAsync(ct))
            {
                // A bookmark lost in a crash means repetitions, no loss: its saves need not wait for the disk.
                await using var command = new SqliteCommand($"pragma synchronous = normal; {TakeOver}", connection);
                await using var row = await command.ExecuteReaderAsync(ct);
                await row.ReadAsync(ct);
                return new SqliteOutboxReader(connection, gate, row.GetInt64(0), row.GetInt64(1));
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
