using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Infrastructure.Tests.Outbox;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class InboxRetentionTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    /// <summary>PostgreSQL's outbox goes by the server's clock, so these stories end now.</summary>
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow.AddDays(-40));

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(18)]
    public async Task What_was_handled_long_ago_is_forgotten_in_batches_and_the_rest_is_not(string provider)
    {
        await using var database = await CreateAsync(provider);
        await HandleAsync(database, [.. Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7())]);
        _time.Advance(TimeSpan.FromDays(11));
        var young = Guid.CreateVersion7();
        await HandleAsync(database, young);
        _time.Advance(TimeSpan.FromDays(29));

        Assert.Equal(10, await RunAsync(database, "events of the inbox"));

        Assert.Equal(1, await database.CountAsync("inbox"));
        Assert.Empty(await HandleAsync(database, young));
        Assert.Equal(0, await RunAsync(database, "events of the inbox"));
    }

    /// <summary>The process died after the handling and before the bookmark moved, and was off for forty days.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(18)]
    public async Task After_a_long_sleep_an_event_that_will_be_published_again_is_still_known(string provider)
    {
        await using var database = await CreateAsync(provider);
        await database.InScopeAsync(async services =>
        {
            services.GetRequiredService<IFiles>().Add(Some.File());
            await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
        });
        var id = await database.ScalarAsync<Guid>("select id as \"Value\" from outbox");
        await HandleAsync(database, id);
        _time.Advance(TimeSpan.FromDays(40));

        Assert.Equal(0, await RunAsync(database, "events of the outbox"));
        Assert.Equal(0, await RunAsync(database, "events of the inbox"));

        await using var reader = await database.Services.GetRequiredService<IOutboxLog>().OpenAsync(Some.Ct);
        var again = await reader.DrainAsync();
        Assert.Equal([id], again.Select(entry => entry.Envelope.Id));
        Assert.Empty(await HandleAsync(database, id));
        await reader.AdvanceAsync(again);
        Assert.Equal(1, await RunAsync(database, "events of the outbox"));
        Assert.Equal(1, await RunAsync(database, "events of the inbox"));
    }

    /// <summary>The consumer had handled it, and died before the parking lot, or the record of its failure, was told.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(18)]
    public async Task What_is_parked_or_failed_stays_known_to_its_consumer(string provider)
    {
        await using var database = await CreateAsync(provider);
        var (parked, failed, dead) = (Some.Envelope("a"), Some.Envelope("b"), Some.Envelope("c"));
        await HandleAsync(database, parked.Id, failed.Id, dead.Id);
        await database.Services.GetRequiredService<IParkingLot>().ParkAsync("one", [new ParkedEvent(parked, _time.GetUtcNow())], Some.Ct);
        await database.Services.GetRequiredService<IParkingLot>().ParkAsync("two", [new ParkedEvent(failed, _time.GetUtcNow())], Some.Ct);
        var failures = database.Services.GetRequiredService<IFailedDeliveries>();
        await failures.CountAsync("one", failed, new IOException("no"), last: 2, Some.Ct);
        await failures.CountAsync("one", dead, new IOException("no"), last: 1, Some.Ct);
        _time.Advance(TimeSpan.FromDays(40));
        Assert.Equal(0, await RunAsync(database, "events of the inbox"));

        await database.Services.GetRequiredService<IParkingLot>().RemoveAsync("one", [parked], Some.Ct);
        Assert.Equal(1, await RunAsync(database, "events of the inbox"));
        Assert.Equal([parked.Id], await HandleAsync(database, parked.Id, failed.Id, dead.Id));
    }

    private Task<TestDatabase> CreateAsync(string provider) => TestDatabase.CreateAsync(
        provider, postgres, services => services.AddSingleton<TimeProvider>(_time).AddSingleton(new RetentionOptions { BatchSize = 3 }));

    private static Task<int> RunAsync(TestDatabase database, string name) =>
        database.Services.GetServices<IRetention>().Single(kind => kind.Name == name).RunAsync(Some.Ct);

    /// <returns>Those that were new.</returns>
    private static Task<IReadOnlySet<Guid>> HandleAsync(TestDatabase database, params Guid[] ids) => database.InScopeAsync(async services =>
    {
        var inbox = services.GetRequiredService<IInbox>();
        var entered = await inbox.EnterAsync("one", ids, Some.Ct);
        await inbox.CommitAsync(Some.Ct);
        return entered;
    });
}
