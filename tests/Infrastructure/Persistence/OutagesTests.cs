using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Tests.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Persistence;

public sealed class OutagesTests(PostgresFixture postgres)
{
    private const string Raise = "do $$ begin raise exception 'test' using errcode = '{0}'; end $$";

    [Theory]
    [InlineData("40P01", nameof(DatabaseFault.Conflict))]
    [InlineData("40001", nameof(DatabaseFault.Conflict))]
    [InlineData("25P03", nameof(DatabaseFault.Conflict))]
    [InlineData("53100", nameof(DatabaseFault.Outage))]
    [InlineData("25006", nameof(DatabaseFault.Outage))]
    [InlineData("57P01", nameof(DatabaseFault.Outage))]
    [InlineData("57014", nameof(DatabaseFault.Timeout))]
    [InlineData("55P03", nameof(DatabaseFault.Timeout))]
    [InlineData("23505", nameof(DatabaseFault.None))]
    [Enforces(17)]
    public async Task What_PostgreSQL_reports_is_told_apart(string errorCode, string fault)
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres);
        Assert.Equal(fault, $"{await FaultOfAsync(database, Raise.Replace("{0}", errorCode, StringComparison.Ordinal))}");
    }

    [Theory]
    [InlineData("Command Timeout=1")]
    [InlineData("Options=-c statement_timeout=300")]
    [Enforces(17)]
    public async Task A_statement_that_is_always_too_slow_is_counted_and_becomes_a_dead_letter(string limit)
    {
        var script = new Script { Effect = (db, ct) => db.Database.ExecuteSqlAsync($"select pg_sleep(60)", ct) };
        await using var database = await TestDatabase.CreateAsync(
            "Postgres", postgres, services => services.AddSingleton(script).AddSingleton(ConsumingRig.Catalogue).AddConsumer(ConsumerDescriptor.Of(typeof(ExternalConsumer))),
            ("Persistence:ConnectionString", $"{await postgres.CreateDatabaseAsync()};{limit}"), ("Consumers:MaxAttempts", "2"));
        var host = database.Services.GetServices<ConsumerHost>().Single(host => host.Subscription.Consumer == "external");
        Delivery[] slow = [new Delivery(Some.Envelope(type: "happened"), 1, CancellationToken.None)];
        Assert.Equal([VerdictKind.Retry], (await host.HandleAsync(slow, Some.Ct)).Select(verdict => verdict.Kind));
        Assert.Equal([Verdict.Ack], await host.HandleAsync(slow, Some.Ct));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) as \"Value\" from failed_deliveries where dead and attempts = 2"));
    }

    [Fact]
    [Enforces(17)]
    public async Task A_database_that_is_away_does_not_answer()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: false);
        await using var database = await TestDatabase.CreateAsync(
            "Postgres", postgres, settings: ("Persistence:ConnectionString", await server.CreateDatabaseAsync()));
        var outages = database.Services.GetRequiredService<IOutages>();
        Assert.True(await outages.AnswersAsync());
        await server.CrashAsync();
        Assert.False(await outages.AnswersAsync());
        Assert.Equal(DatabaseFault.Outage, await FaultOfAsync(database, "select 1"));
    }

    private static async Task<DatabaseFault> FaultOfAsync(TestDatabase database, string sql)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => database.InScopeAsync(
            services => services.GetRequiredService<AppDbContext>().Database.ExecuteSqlRawAsync(sql, Some.Ct)));
        return database.Services.GetRequiredService<IOutages>().FaultOf(error);
    }
}
