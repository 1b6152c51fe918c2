using Npgsql;

namespace CleanFiles.Resilience.Tests.Horizon;

internal static class DeadRows
{
    /// <summary>The server counts what sessions have told it, which an idle one does when it is asked something again.</summary>
    public static async Task<long> OfAsync(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand("select n_dead_tup from pg_stat_user_tables where relname = $1");
        command.Parameters.Add(new() { Value = table });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
