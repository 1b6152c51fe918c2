using CleanFiles.Infrastructure.Consuming;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class Outages : IOutages
{
    /// <summary>SQLite result codes: BUSY, LOCKED, IOERR, FULL, CANTOPEN (https://sqlite.org/rescode.html).</summary>
    private static readonly int[] SqliteOutages = [5, 6, 10, 13, 14];

    public bool IsOutage(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
        {
            if (e is NpgsqlException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.DiskFull }) return true;
            if (e is SqliteException sqlite && SqliteOutages.Contains(sqlite.SqliteErrorCode)) return true;
        }

        return false;
    }
}
