using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class TurnsTests(PostgresFixture postgres)
{
    [Fact, Enforces(18)]
    public async Task On_one_database_one_process_at_a_time_has_its_turn()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var one = NpgsqlDataSource.Create(database);
        await using var other = NpgsqlDataSource.Create(database);
        var (mine, theirs) = (new PostgresTurns(one), new PostgresTurns(other));

        for (var round = 0; round < 2; round++)
        {
            var turn = await mine.TryTakeAsync("sweep", Some.Ct);
            Assert.NotNull(turn);
            Assert.Null(await theirs.TryTakeAsync("sweep", Some.Ct));
            await using (var another = await theirs.TryTakeAsync("something else", Some.Ct)) Assert.NotNull(another);
            await turn.DisposeAsync();
            await using var next = await theirs.TryTakeAsync("sweep", Some.Ct);
            Assert.NotNull(next);
        }
    }

    /// <summary>On a server of its own: the next transaction's number shows whether anything at all was written.</summary>
    [Fact, Enforces(18)]
    public async Task A_run_of_everything_that_finds_nothing_writes_nothing()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: false);
        await using var database = await TestDatabase.CreateAsync(
            "Postgres", postgres, settings: ("Persistence:ConnectionString", await server.CreateDatabaseAsync()));
        await ExecuteAsync(database, "alter system set autovacuum = off");
        await ExecuteAsync(database, "select pg_reload_conf()");
        await database.InScopeAsync(async services =>
        {
            services.GetRequiredService<IFiles>().Add(Some.File());
            services.GetRequiredService<ISearchIndex>().Remove(Guid.NewGuid(), "alice", 2);
            await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
        });
        await ExecuteAsync(database, "insert into inbox values ('one', gen_random_uuid(), now())");
        var before = await NextAsync(database);

        foreach (var kind in database.Services.GetServices<IRetention>())
            await using (await database.Services.GetRequiredService<ITurns>().TryTakeAsync(kind.Name, Some.Ct))
                Assert.Equal(0, await kind.RunAsync(Some.Ct));

        Assert.Equal(before, await NextAsync(database));
    }

    [Theory]
    [InlineData("Api,Relay,Consumers", 6)]
    [InlineData("Relay,Consumers", 5)]
    [InlineData("Api", 3)]
    public async Task The_relays_process_looks_after_the_tables_and_the_apis_after_the_content(string roles, int kinds)
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, settings: ("Roles", roles));

        var names = database.Services.GetServices<IRetention>().Select(kind => kind.Name).Where(name => !name.StartsWith("abandoned", StringComparison.Ordinal)).ToList();

        Assert.Equal(kinds - 2, names.Count);
        Assert.Equal(roles.Contains("Api", StringComparison.Ordinal), names.Contains("contents without a file"));
        Assert.Equal(roles.Contains("Relay", StringComparison.Ordinal), names.Contains("events of the outbox"));
    }

    private static Task<int> ExecuteAsync(TestDatabase database, string sql) =>
        database.InScopeAsync(services => services.GetRequiredService<AppDbContext>().Database.ExecuteSqlRawAsync(sql, Some.Ct));

    private static Task<string> NextAsync(TestDatabase database) =>
        database.ScalarAsync<string>("select pg_snapshot_xmax(pg_current_snapshot())::text as \"Value\"");
}
