using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

internal static class ConnectionStrings
{
    private static readonly string[] Passwords = ["password", "pwd", "psw"];

    /// <returns>Why it cannot be read (never the string itself, which may hold a password); null when it can.</returns>
    public static string? Problem(PersistenceProvider provider, string connectionString)
    {
        if (Fault(provider, connectionString) is not { } fault)
        {
            if (IsComplete(provider, connectionString)) return null;
            return provider == PersistenceProvider.Sqlite ? "it names no Data Source" : "it names no Host";
        }

        // A password with a semicolon in it looks like two pairs, and the driver would call the second half by its name.
        return Fault(provider, BeforePassword(connectionString)) == fault
            ? fault
            : "it cannot be read from the password on; put a value with a semicolon in quotes";
    }

    private static bool IsComplete(PersistenceProvider provider, string connectionString) => provider == PersistenceProvider.Sqlite
        ? new SqliteConnectionStringBuilder(connectionString).DataSource.Length > 0
        : new NpgsqlConnectionStringBuilder(connectionString).Host is not null;

    private static string? Fault(PersistenceProvider provider, string connectionString)
    {
        try
        {
            _ = IsComplete(provider, connectionString);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return e.Message;
        }
    }

    private static string BeforePassword(string connectionString)
    {
        var ends = Passwords.Select(name => connectionString.IndexOf(name, StringComparison.OrdinalIgnoreCase)).Where(at => at >= 0).ToList();
        return ends.Count == 0 ? connectionString : connectionString[..ends.Min()];
    }
}
