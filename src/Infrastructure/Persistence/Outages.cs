using CleanFiles.Infrastructure.Consuming;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class Outages : IOutages
{
    /// <summary>SQLite result codes: BUSY, LOCKED, IOERR, FULL, CANTOPEN (https://sqlite.org/rescode.html).</summary>
    private static readonly int[] SqliteOutages = [5, 6, 10, 13, 14];

    /// <summary>Not transient by Npgsql's own judgement, and yet nobody's fault here: a full disk, and a primary that became a standby.</summary>
    private static readonly string[] PostgresOutages = [PostgresErrorCodes.DiskFull, PostgresErrorCodes.ReadOnlySqlTransaction];

    public bool IsOutage(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
        {
            if (e is NpgsqlException { IsTransient: true }) return true;
            if (e is PostgresException postgres && PostgresOutages.Contains(postgres.SqlState)) return true;
            if (e is SqliteException sqlite && SqliteOutages.Contains(sqlite.SqliteErrorCode)) return true;
        }

        return false;
    }
}
