using CleanFiles.Infrastructure.Relay;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// Reads the log between pairs of snapshots (ADR 0007). A position is given out at the insert and seen at the commit, so a bookmark
/// that were a position alone would lose what commits late; a fence at the oldest open transaction would stall behind it. Several relays
/// share the shards; each open reader has a session of its own, and with it a name of its own (ADR 0019).
/// </summary>
internal sealed class PostgresOutboxLog(
    string connectionString, OutboxOptions options, RelayOptions relay, ShardsChanged changed, ILogger<PostgresOutboxLog> logger) : IOutboxLog
{
    /// <summary>PostgreSQL cuts a session's name here, in bytes.</summary>
    private const int MaxOwner = 63;

    public async Task<IOutboxReader> OpenAsync(CancellationToken ct)
    {
        var owner = NewOwner();
        var connection = await RelayConnection.OpenAsync(connectionString, owner, ct);
        try
        {
            await BookmarkTable.PrepareAsync(connection, options.Shards, ct);
            await ShardTable.ArriveAsync(connection, ct);
            var shards = new HeldShards(connection, owner, relay.Lease, changed, logger);
            await shards.LookAsync(ct);
            return new PostgresOutboxReader(connection, owner, shards);
        }
        catch
        {
            await RelayConnection.CloseAsync(connection, owner);
            throw;
        }
    }

    private static string NewOwner()
    {
        var session = $" {Environment.ProcessId} {Guid.NewGuid().ToString("N")[..8]}";
        var host = Environment.MachineName.Where(char.IsAsciiLetterOrDigit).Take(MaxOwner - ShardTable.OwnerPrefix.Length - session.Length);
        return $"{ShardTable.OwnerPrefix}{string.Concat(host)}{session}";
    }
}
