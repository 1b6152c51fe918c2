using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests;

public class DiskFullTests
{
    public static TheoryData<Exception, bool> Exceptions => new()
    {
        { new IOException("No space left on device", 28), true },
        { new IOException("Disk quota exceeded", 122), true },
        { new IOException("There is not enough space on the disk.", unchecked((int)0x80070070)), true },
        { new InvalidOperationException("outer", new SqliteException("database or disk is full", 13)), true },
        { Postgres("53100"), true },
        { new IOException("Connection reset by peer", 104), false },
        { new SqliteException("disk I/O error", 10), false },
        { Postgres("40001"), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void A_full_disk_is_known_by_its_code_wherever_it_happened(Exception exception, bool isFull) =>
        Assert.Equal(isFull, DiskFull.Caused(exception));

    private static PostgresException Postgres(string state) => new("message", "ERROR", "ERROR", state);
}
