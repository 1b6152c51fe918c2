using CleanFiles.Support.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CleanFiles.EndToEnd;

/// <summary>Outside Development a PostgreSQL database is migrated on demand only.</summary>
public sealed class MigrationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_database_that_lacks_migrations_stops_the_start_until_they_are_applied_by_command()
    {
        using var world = await World.CreateAsync(Databases.Postgres, postgres);
        world.Settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        world.Settings["Auth:SigningKey"] = new string('k', 32);

        await using (var refused = world.StartProcess())
        {
            Assert.Equal(2, await refused.EndAsync());
            Assert.Matches(
                @"^The database lacks \d+_Initial, .*; run this program once with the argument migrate before you start it\.$",
                Assert.Single(refused.Errors));
        }

        Assert.StartsWith("Applied ", await MigrateAsync(world), StringComparison.Ordinal);
        Assert.StartsWith("The database was up to date.", await MigrateAsync(world), StringComparison.Ordinal);
        await using var service = world.StartProcess();
        await service.AddressAsync();
    }

    [Theory(Explicit = true), ClassData(typeof(Databases)), Enforces(11)]
    public async Task A_second_process_that_could_only_do_harm_is_turned_away_with_one_sentence(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        await using var first = world.StartProcess();
        await first.AddressAsync();
        await using var second = world.StartProcess();

        Assert.Equal(2, await second.EndAsync());
        Assert.Matches(@"^Another process .*\.$", Assert.Single(second.Errors));
    }

    [Fact, Enforces(11)]
    public async Task A_sqlite_file_that_lost_its_write_ahead_log_gets_it_back()
    {
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        await using (App.Start(world)) await SqliteAsync(world, "pragma journal_mode");
        SqliteConnection.ClearAllPools();
        Assert.Equal("delete", await SqliteAsync(world, "pragma journal_mode = delete"));

        await using (App.Start(world)) Assert.Equal("wal", await SqliteAsync(world, "pragma journal_mode"));
    }

    [Fact, Enforces(11)]
    public async Task A_migration_that_was_killed_does_not_keep_the_next_start_waiting()
    {
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        await using (App.Start(world)) await SqliteAsync(world, "select 1");
        await SqliteAsync(
            world,
            """
            create table if not exists "__EFMigrationsLock" ("Id" integer not null primary key, "Timestamp" text not null);
            insert or replace into "__EFMigrationsLock" values (1, '2026-01-01 00:00:00')
            """);

        await using var service = world.StartProcess();
        await service.AddressAsync();
    }

    [Fact]
    public async Task In_development_a_database_that_is_missing_is_created()
    {
        using var world = await World.CreateAsync(Databases.Postgres, postgres);
        world.Settings["Persistence:ConnectionString"] =
            new NpgsqlConnectionStringBuilder(world.Settings["Persistence:ConnectionString"]) { Database = $"new_{Guid.NewGuid():N}" }.ConnectionString;
        await using var service = world.StartProcess();

        await service.AddressAsync();
    }

    [Fact]
    public async Task A_database_that_does_not_answer_ends_the_start_with_one_sentence()
    {
        using var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["Persistence:Provider"] = Databases.Postgres;
        world.Settings["Persistence:ConnectionString"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=nowhere";
        await using var service = world.StartProcess();

        Assert.Equal(2, await service.EndAsync());
        Assert.Matches("^The database cannot be used: .*; see that it runs .* Persistence:.*\\.$", Assert.Single(service.Errors));
    }

    private static async Task<string?> SqliteAsync(World world, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(world.DataPath, "cleanfiles.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    private static async Task<string> MigrateAsync(World world)
    {
        await using var migrate = world.StartProcess("migrate");
        Assert.Equal(0, await migrate.EndAsync());
        return Assert.Single(migrate.Output);
    }
}
