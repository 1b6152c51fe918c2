using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Telemetry;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Persistence;

public sealed class DatabaseHealthTests(PostgresFixture postgres)
{
    /// <summary>Anybody may ask, as often as he likes.</summary>
    [Fact, Enforces(33)]
    public async Task Two_hundred_who_ask_at_once_share_a_few_sessions()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: false, settings: "-c max_connections=20");
        await using var database = await TestDatabase.CreateAsync(
            "Postgres", postgres, settings: ("Persistence:ConnectionString", await server.CreateDatabaseAsync()));
        var health = database.Services.GetRequiredService<DatabaseHealth>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => health.CheckAsync(Some.Ct))));

        Assert.All(answers, answer => Assert.Equal(Health.Healthy, answer));
    }

    [Fact, Enforces(17)]
    public async Task A_database_that_takes_no_writes_is_degraded_and_no_answer_for_consumers()
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres);
        var pool = database.Services.GetRequiredService<NpgsqlDataSource>();
        await using (var command = pool.CreateCommand("do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$"))
            await command.ExecuteNonQueryAsync(Some.Ct);
        pool.Clear();

        var answer = await database.Services.GetRequiredService<DatabaseHealth>().CheckAsync(Some.Ct);

        Assert.Equal((HealthState.Degraded, "The database takes no writes."), (answer.State, answer.Problem));
        Assert.False(await database.Services.GetRequiredService<IOutages>().AnswersAsync());
    }

    [Theory]
    [InlineData("Sqlite"), InlineData("Postgres")]
    public async Task A_database_that_answers_is_healthy(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        Assert.Equal(Health.Healthy, await database.Services.GetRequiredService<DatabaseHealth>().CheckAsync(Some.Ct));
    }
}
