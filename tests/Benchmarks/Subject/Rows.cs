using Npgsql;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>What lies in the product's database.</summary>
internal static class Rows
{
    /// <param name="audience">Consumers and their tables, as in <see cref="Audience"/>.</param>
    /// <returns>How many files there are, and how many rows each consumer has.</returns>
    /// <exception cref="InvalidOperationException">One consumer has more rows than another.</exception>
    public static async Task<(long Produced, long Effects)> CountAsync(NpgsqlDataSource database, IReadOnlyDictionary<string, string> audience)
    {
        var effects = new Dictionary<string, long>();
        foreach (var (consumer, table) in audience) effects[consumer] = await CountAsync(database, table);
        return effects.Values.Distinct().Count() == 1
            ? (await CountAsync(database, "files"), effects.Values.First())
            : throw new InvalidOperationException($"Each consumer should have as many rows as the others: {string.Join(", ", effects)}.");
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
