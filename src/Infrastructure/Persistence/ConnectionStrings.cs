using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

internal static class ConnectionStrings
{
    /// <returns>Why it cannot be read (never the string itself, which may hold a password); null when it can.</returns>
    public static string? Problem(PersistenceProvider provider, string connectionString)
    {
        try
        {
            return provider == PersistenceProvider.Sqlite
                ? new SqliteConnectionStringBuilder(connectionString).DataSource.Length > 0 ? null : "it names no Data Source"
                : new NpgsqlConnectionStringBuilder(connectionString).Host is not null ? null : "it names no Host";
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return e.Message;
        }
    }
}
