using CleanFiles.Support.Postgres;

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

        await using (var refused = ServiceProcess.Start(world))
        {
            Assert.Equal(2, await refused.ExitAsync());
            Assert.Matches(@"^The database lacks \d+_Initial, .*; run this program once with the argument migrate before you start it\.\s*$", refused.Output);
        }

        Assert.StartsWith("Applied ", await MigrateAsync(world), StringComparison.Ordinal);
        Assert.StartsWith("The database was up to date.", await MigrateAsync(world), StringComparison.Ordinal);
        await using var service = await ServiceProcess.StartReadyAsync(world);
    }

    [Theory, ClassData(typeof(Databases)), Enforces(11)]
    public async Task A_second_process_that_could_only_do_harm_is_turned_away_with_one_sentence(string database)
    {
        using var world = await World.CreateAsync(database, postgres);
        await using var first = await ServiceProcess.StartReadyAsync(world);
        await using var second = ServiceProcess.Start(world);

        Assert.Equal(2, await second.ExitAsync());
        Assert.Matches("^Another process [^\n]*\\.\\s*$", second.Output);
    }

    private static async Task<string> MigrateAsync(World world)
    {
        await using var migrate = ServiceProcess.Start(world, "migrate");
        Assert.Equal(0, await migrate.ExitAsync());
        return migrate.Output;
    }
}
