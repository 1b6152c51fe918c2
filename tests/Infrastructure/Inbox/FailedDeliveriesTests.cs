using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Inbox;

public sealed class FailedDeliveriesTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(8)]
    public async Task Attempts_are_counted_for_each_consumer_and_forgotten_with_its_success_but_dead_letters_stay(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var failures = database.Services.GetRequiredService<IFailedDeliveries>();
        var (dead, healed) = (Some.Envelope("a"), Some.Envelope("b"));
        Assert.Equal(1, await failures.CountAsync("one", dead, new IOException("first"), 3, Some.Ct));
        Assert.Equal(2, await failures.CountAsync("one", dead, new IOException("second"), 3, Some.Ct));
        Assert.Equal(1, await failures.CountAsync("two", dead, new IOException("other"), 3, Some.Ct));
        Assert.Equal(1, await failures.CountAsync("one", healed, new IOException("other"), 3, Some.Ct));
        Assert.Equal(3, await failures.CountAsync("one", dead, new IOException("last \0\ud800 words"), 3, Some.Ct));
        await database.InScopeAsync(async services =>
        {
            var inbox = services.GetRequiredService<IInbox>();
            await inbox.EnterAsync("one", [dead.Id, healed.Id], Some.Ct);
            Assert.Equal(3, await database.CountAsync("failed_deliveries"));
            await inbox.CommitAsync(Some.Ct);
            return true;
        });
        Assert.Equal(2, await database.CountAsync("failed_deliveries"));
        Assert.Contains("last \ufffd words", await database.ScalarAsync<string>("select error as \"Value\" from failed_deliveries where dead"), StringComparison.Ordinal);
    }

    [Fact, Enforces(17)]
    public async Task Two_first_failures_of_one_event_at_once_are_its_first_and_its_second_attempt()
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres);
        var (failures, envelope) = (database.Services.GetRequiredService<IFailedDeliveries>(), Some.Envelope());
        await using var rival = await database.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Some.Ct);
        await using var transaction = await rival.BeginTransactionAsync(Some.Ct);
        // Who reads finds nothing, and who then writes waits.
        await using (var hold = new NpgsqlCommand("lock table failed_deliveries in share mode", rival, transaction)) await hold.ExecuteNonQueryAsync(Some.Ct);

        var both = Task.WhenAll(Enumerable.Range(1, 2).Select(_ => failures.CountAsync("one", envelope, new IOException("down"), 3, Some.Ct)));
        await Eventually.IsTrueAsync(
            async () => await database.ScalarAsync<long>(
                """
                select count(*) as "Value" from pg_locks where not granted and relation = 'failed_deliveries'::regclass
                and database = (select oid from pg_database where datname = current_database())
                """) == 2,
            "both have found nothing and wait to write theirs");
        await transaction.CommitAsync(Some.Ct);

        Assert.Equal([1, 2], (await both).Order());
        Assert.Equal(2, await database.ScalarAsync<int>("select attempts as \"Value\" from failed_deliveries where not dead"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(6)]
    public async Task A_rejected_event_is_recorded_once_whatever_its_reason_is_made_of(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var rejected = database.Services.GetRequiredService<IRejectedEvents>();
        var envelope = Some.Envelope();
        for (var n = 0; n < 2; n++) await rejected.RecordAsync(envelope, "too \0\ud800 odd", Some.Ct);
        Assert.Equal("too \ufffd odd", await database.ScalarAsync<string>("select reason as \"Value\" from outbox_dead_letters"));
    }
}
