using CleanFiles.Infrastructure.Consuming;
using Npgsql;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>
/// Deadlocks and serialisation failures of PostgreSQL, the first failure of a delivery that two processes wrote at once, and sessions that it
/// ended because their transaction stood still, as a frozen process's does: the transaction was rolled back, and the same may well succeed at
/// once.
/// </summary>
internal static class Conflicts
{
    /// <summary>The driver has no name for it.</summary>
    private const string IdleInTransaction = "25P03";

    public static bool Is(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
            if (e is PostgresException postgres && Is(postgres)) return true;
        return false;
    }

    private static bool Is(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or IdleInTransaction => true,
        PostgresErrorCodes.UniqueViolation => exception.TableName == "failed_deliveries",
        _ => false,
    };

    /// <param name="transaction">Begins one of its own each time.</param>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> transaction)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await transaction();
            }
            catch (Exception e) when (tries < IOutages.MaxTries && Is(e))
            {
                // Its next try comes now.
            }
        }
    }
}
