using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Telemetry;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class Outages(DatabaseHealth health) : IOutages
{
    /// <summary>SQLite result codes: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN (https://sqlite.org/rescode.html).</summary>
    private static readonly int[] SqliteOutages = [5, 6, 8, 10, 13, 14];

    /// <summary>Not transient by Npgsql's own judgement, and yet nobody's fault here: a full disk, and a primary that became a standby.</summary>
    private static readonly string[] PostgresOutages = [PostgresErrorCodes.DiskFull, PostgresErrorCodes.ReadOnlySqlTransaction];

    /// <summary>What the server's statement_timeout and lock_timeout end.</summary>
    private static readonly string[] PostgresTimeouts = [PostgresErrorCodes.QueryCanceled, PostgresErrorCodes.LockNotAvailable];

    public DatabaseFault FaultOf(Exception exception)
    {
        if (Conflicts.Is(exception)) return DatabaseFault.Conflict;
        for (var e = exception; e is not null; e = e.InnerException!)
            if (Fault(e) is var fault and not DatabaseFault.None) return fault;
        return DatabaseFault.None;
    }

    public async Task<bool> AnswersAsync() => (await health.AskAsync()).State == HealthState.Healthy;

    private static DatabaseFault Fault(Exception exception) => exception switch
    {
        PostgresException postgres when PostgresTimeouts.Contains(postgres.SqlState) => DatabaseFault.Timeout,
        PostgresException postgres when PostgresOutages.Contains(postgres.SqlState) => DatabaseFault.Outage,
        NpgsqlException { InnerException: TimeoutException } => DatabaseFault.Timeout,
        NpgsqlException { IsTransient: true } => DatabaseFault.Outage,
        SqliteException sqlite when SqliteOutages.Contains(sqlite.SqliteErrorCode) => DatabaseFault.Outage,
        _ => DatabaseFault.None,
    };
}
