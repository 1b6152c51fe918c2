using System.Data;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// The one connection of a relay, for reading and saving: when it breaks the server may have crashed, and then gives out xids anew. It
/// comes from no pool, so that its session, and with it the relay's claim to its shards, ends when it is closed.
/// </summary>
internal static class RelayConnection
{
    // Plans must not depend on statistics; and a bookmark lost in a crash means repetitions, no loss.
    private const string Settings = """
        set enable_seqscan = off; set enable_bitmapscan = off; set jit = off; set max_parallel_workers_per_gather = 0;
        set plan_cache_mode = force_generic_plan; set default_transaction_isolation = 'read committed'; set synchronous_commit = off;
        select pg_is_in_recovery()
        """;

    /// <param name="owner">Names the session, by which the other relays know that this one is there.</param>
    /// <exception cref="InvalidOperationException">The server is a standby.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, string owner, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(Settled(connectionString, owner));
        try
        {
            await connection.OpenAsync(ct);
            await using var settings = new NpgsqlCommand(Settings, connection);
            if (await settings.ExecuteScalarAsync(ct) is false) return connection;
            throw new InvalidOperationException(
                "The outbox cannot be read on a standby, where open transactions look as if they were over: " +
                "let Persistence:ConnectionString lead to the primary.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A wait for a server that the network does not lead to any more ends. By the system's packets and not by the driver's KeepAlive: its
    /// questions would keep the lease of a relay that hangs.
    /// </summary>
    private static string Settled(string connectionString, string owner)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = owner };
        if (builder.TcpKeepAliveTime == 0) (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 5, 3);
        return builder.ConnectionString;
    }

    /// <summary>Tells the others at once that its shards are free; a relay that dies leaves that to the server, which notices the end of its session.</summary>
    public static async ValueTask CloseAsync(NpgsqlConnection connection, string owner)
    {
        try
        {
            if (connection.State == ConnectionState.Open) await ShardTable.LeaveAsync(connection, owner, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The session is gone already.
        }

        await connection.DisposeAsync();
    }
}
