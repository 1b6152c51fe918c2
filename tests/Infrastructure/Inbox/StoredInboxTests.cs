using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Inbox;

public sealed class StoredInboxTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(8)]
    public async Task An_event_is_new_to_each_consumer_once(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        Assert.Equal(ids[..3].ToHashSet(), await EnterAsync(database, "one", ids[..3]));
        Assert.Equal(ids[3..].ToHashSet(), await EnterAsync(database, "one", ids));
        Assert.Empty(await EnterAsync(database, "one", ids));
        Assert.Equal(ids.ToHashSet(), await EnterAsync(database, "two", ids));
        Assert.True(await KnowsAsync(database, "one", ids[0]));
        Assert.False(await KnowsAsync(database, "three", ids[0]));
        Assert.False(await KnowsAsync(database, "one", Guid.NewGuid()));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_is_not_committed_stays_unknown(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var id = Guid.CreateVersion7();
        await database.InScopeAsync(services => services.GetRequiredService<IInbox>().EnterAsync("one", [id], Some.Ct));
        Assert.False(await KnowsAsync(database, "one", id));
        Assert.Single(await EnterAsync(database, "one", id));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    [Enforces(8)]
    public async Task Members_of_one_consumer_that_get_the_same_events_in_any_order_share_them_out(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var ids = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToArray();
        var members = Enumerable.Range(0, 6).Select(seed => Task.Run(async () =>
        {
            var (random, mine) = (new Random(seed), new List<Guid>());
            for (var n = 0; n < 12; n++) mine.AddRange(await EnterAsync(database, "one", random.GetItems(ids, 20).Distinct().ToArray()));
            mine.AddRange(await EnterAsync(database, "one", ids));
            return mine;
        })).ToList();
        var entered = (await Task.WhenAll(members)).SelectMany(mine => mine).ToList();
        Assert.Equal(60, entered.Count);
        Assert.Equal(ids.ToHashSet(), entered.ToHashSet());
    }

    private static Task<IReadOnlySet<Guid>> EnterAsync(TestDatabase database, string consumer, params Guid[] ids) => database.InScopeAsync(async services =>
    {
        var inbox = services.GetRequiredService<IInbox>();
        var entered = await inbox.EnterAsync(consumer, ids, Some.Ct);
        await inbox.CommitAsync(Some.Ct);
        return entered;
    });

    private static Task<bool> KnowsAsync(TestDatabase database, string consumer, Guid id) =>
        database.InScopeAsync(services => services.GetRequiredService<IInbox>().KnowsAsync(consumer, id, Some.Ct));
}
