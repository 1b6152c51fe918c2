using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure;

/// <summary>That a disk has no room: nobody's mistake, and somebody's to mend.</summary>
internal static class DiskFull
{
    /// <summary>ENOSPC and EDQUOT (of Linux, then of macOS), as errno(3) has them; on Windows ERROR_DISK_FULL.</summary>
    private static readonly int[] NoRoom = [28, 122, 69, unchecked((int)0x80070070)];

    /// <summary>SQLITE_FULL (https://sqlite.org/rescode.html).</summary>
    private const int SqliteFull = 13;

    public static bool Caused(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
        {
            if (e is IOException && NoRoom.Contains(e.HResult)) return true;
            if (e is SqliteException { SqliteErrorCode: SqliteFull }) return true;
            if (e is PostgresException { SqlState: PostgresErrorCodes.DiskFull }) return true;
        }

        return false;
    }
}
