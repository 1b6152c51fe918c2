using CleanFiles.Infrastructure.Relay;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// Reads the log between pairs of snapshots (ADR 0007). A position is given out at the insert and seen at the commit, so a bookmark
/// that were a position alone would lose what commits late; a fence at the oldest open transaction would stall behind it.
/// </summary>
internal sealed class PostgresOutboxLog(NpgsqlDataSource dataSource, OutboxOptions options, TimeProvider time) : IOutboxLog
{
    public async Task<IOutboxReader> OpenAsync(CancellationToken ct)
    {
        var connection = await RelayConnection.OpenAsync(dataSource, ct);
        try
        {
            await RelayConnection.LockAsync(connection, time, ct);
            return new PostgresOutboxReader(connection, await BookmarkTable.TakeOverAsync(connection, options.Shards, ct));
        }
        catch
        {
            await RelayConnection.CloseAsync(connection);
            throw;
        }
    }
}
