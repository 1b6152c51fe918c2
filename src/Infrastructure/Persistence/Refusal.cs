using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>What PostgreSQL answers with an error it has undone; only when the session ended meanwhile (57P..) does nobody know.</summary>
internal static class Refusal
{
    public static bool Is(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
            if (e is PostgresException postgres) return !postgres.SqlState.StartsWith("57P", StringComparison.Ordinal);
        return false;
    }
}
