using System.Data;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// The one connection of a relay, for reading and saving: when it breaks the server may have crashed, and then gives out xids anew.
/// </summary>
internal static class RelayConnection
{
    // Plans must not depend on statistics; and a bookmark lost in a crash means repetitions, no loss.
    private const string Settings = """
        set enable_seqscan = off; set enable_bitmapscan = off; set jit = off; set max_parallel_workers_per_gather = 0;
        set plan_cache_mode = force_generic_plan; set default_transaction_isolation = 'read committed'; set synchronous_commit = off;
        select pg_is_in_recovery()
        """;

    private const string TryLock = "select pg_try_advisory_lock('pg_class'::regclass::integer, 'bookmark'::regclass::integer)";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="InvalidOperationException">The server is a standby.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            if (!await AskAsync(connection, Settings, ct)) return connection;
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

    /// <summary>Waits until no other relay holds the log. It asks, since waiting inside the server would hold back vacuum.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken ct)
    {
        while (!await AskAsync(connection, TryLock, ct)) await Task.Delay(Pause, time, ct);
    }

    /// <summary>Gives the lock back at once; a session in the pool would hold it until its next use.</summary>
    public static async ValueTask CloseAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var unlock = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            if (connection.State == ConnectionState.Open) await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The session is gone, and the lock with it.
        }
        await connection.DisposeAsync();
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
