using Npgsql;

namespace CleanFiles.Benchmarks.Load;

/// <summary>What the server counted for one table, about a second late: sessions that work tell it once a second.</summary>
/// <param name="Dead">Versions of rows that no transaction sees and vacuum has not taken away yet.</param>
/// <param name="Deleted">Rows, since the table was made.</param>
public sealed record TableStatistics(long Dead, long Deleted)
{
    /// <returns>By the table's name.</returns>
    internal static async Task<IReadOnlyDictionary<string, TableStatistics>> ReadAsync(string connectionString)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var command = dataSource.CreateCommand("select relname, n_dead_tup, n_tup_del from pg_stat_user_tables where schemaname = 'public'");
        await using var row = await command.ExecuteReaderAsync();
        var tables = new Dictionary<string, TableStatistics>();
        while (await row.ReadAsync()) tables[row.GetString(0)] = new(row.GetInt64(1), row.GetInt64(2));
        return tables;
    }
}
