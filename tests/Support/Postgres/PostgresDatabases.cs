using Npgsql;

namespace CleanFiles.Support.Postgres;

internal static class PostgresDatabases
{
    public static async Task<string> CreateAsync(string server)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"create database {name} template template0 strategy file_copy");
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <param name="folder">Becomes the place of its tables; of the server's user, and empty.</param>
    public static async Task<string> CreateOnAsync(string server, string folder)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"create tablespace {name} location '{folder}'");
        await ExecuteAsync(server, $"create database {name} template template0 strategy file_copy tablespace {name}");
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public static Task DropAsync(string server, string database) =>
        ExecuteAsync(server, $"drop database {new NpgsqlConnectionStringBuilder(database).Database} with (force)");

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(server);
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
