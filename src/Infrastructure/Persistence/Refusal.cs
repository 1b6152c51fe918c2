using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>
/// What PostgreSQL answers with an error it has undone. When the server or a pooler ends the session meanwhile (severity FATAL or PANIC,
/// 57P.. and 08...), nobody knows: a server that panics for want of room may have written the commit. SQLite undoes what finds no room.
/// </summary>
internal static class Refusal
{
    public static bool Is(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
        {
            if (e is SqliteException sqlite) return DiskFull.Caused(sqlite);
            if (e is PostgresException postgres)
                return postgres.InvariantSeverity == "ERROR"
                    && !postgres.SqlState.StartsWith("57P", StringComparison.Ordinal) && !postgres.SqlState.StartsWith("08", StringComparison.Ordinal);
        }

        return false;
    }
}
