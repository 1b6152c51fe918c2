using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class TombstoneRetentionTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    private readonly FakeTimeProvider _time = Some.Time;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(18)]
    public async Task Old_tombstones_go_in_batches_and_neither_young_ones_nor_documents_do(string provider)
    {
        await using var database = await CreateAsync(provider);
        for (var n = 0; n < 5; n++) await RemoveAsync(database, Guid.NewGuid());
        var there = Guid.NewGuid();
        await ChangeAsync(database, index => index.Put(there, "alice", "there.txt", "words", 1));
        _time.Advance(TimeSpan.FromDays(2));
        await RemoveAsync(database, Guid.NewGuid());
        _time.Advance(TimeSpan.FromDays(29));

        Assert.Equal(5, await RunAsync(database));

        Assert.Equal(2, await database.CountAsync("search_documents"));
        var hits = await database.InScopeAsync(services =>
            services.GetRequiredService<ISearchIndex>().SearchAsync(new OwnerId("alice"), "words", 10, Some.Ct));
        Assert.Equal([there], hits.Select(hit => hit.Id));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(18)]
    public async Task While_an_event_of_its_file_may_come_late_a_tombstone_stays(string provider)
    {
        await using var database = await CreateAsync(provider);
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        foreach (var id in ids) await RemoveAsync(database, id);
        var services = database.Services;
        await services.GetRequiredService<IParkingLot>().ParkAsync("indexer", [new ParkedEvent(Some.Envelope($"{ids[0]}"), _time.GetUtcNow())], Some.Ct);
        await services.GetRequiredService<IFailedDeliveries>().CountAsync("indexer", Some.Envelope($"{ids[1]}"), new IOException("no"), last: 1, Some.Ct);
        await services.GetRequiredService<IRejectedEvents>().RecordAsync(Some.Envelope($"{ids[2]}"), "too large", Some.Ct);
        _time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(1, await RunAsync(database));

        Assert.Equal(ids[..3].Order(), (await database.ListAsync<Guid>("select file_id as \"Value\" from search_documents")).Order());
    }

    private Task<TestDatabase> CreateAsync(string provider) => TestDatabase.CreateAsync(
        provider, postgres, services => services.AddSingleton<TimeProvider>(_time).AddSingleton(new RetentionOptions { BatchSize = 2 }));

    private static Task<int> RunAsync(TestDatabase database) =>
        database.Services.GetServices<IRetention>().Single(kind => kind.Name == "tombstones of the search index").RunAsync(Some.Ct);

    private static Task RemoveAsync(TestDatabase database, Guid id) => ChangeAsync(database, index => index.Remove(id, "alice", 2));

    private static Task ChangeAsync(TestDatabase database, Action<ISearchIndex> change) => database.InScopeAsync(async services =>
    {
        change(services.GetRequiredService<ISearchIndex>());
        await services.GetRequiredService<UnitOfWork>().CommitAsync(Some.Ct);
    });
}
