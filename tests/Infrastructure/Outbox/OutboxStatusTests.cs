using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Outbox;

public sealed class OutboxStatusTests(PostgresFixture postgres)
{
    public static readonly TheoryData<string> Databases = TestDatabase.Both;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Pending_is_what_was_committed_and_not_published(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        Assert.Equal((0, null), await PendingAsync(database));
        await AppendAsync(database, Events.Many("a", 5));
        Assert.Equal((5, Events.Event("a", 1).OccurredAt), await PendingAsync(database));

        await using (var reader = await database.Services.GetRequiredService<IOutboxLog>().OpenAsync(Some.Ct))
        {
            await reader.AdvanceAsync(await reader.ReadAsync(2, Some.Ct));
            Assert.Equal(3, (await PendingAsync(database)).Pending);
            await reader.AdvanceAsync(await reader.DrainAsync());
        }

        Assert.Equal((0, null), await PendingAsync(database));
        await AppendAsync(database, Events.Many("b", 2));
        Assert.Equal(2, (await PendingAsync(database)).Pending);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_is_pending_agrees_with_the_view_at_every_step_of_a_relay(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await using var reader = await database.Services.GetRequiredService<IOutboxLog>().OpenAsync(Some.Ct);
        for (var step = 0; step < 12; step++)
        {
            await AppendAsync(database, Events.Many($"s{step}", 3));
            if (await reader.ReadAsync(2, Some.Ct) is { Count: > 0 } read) await reader.AdvanceAsync(read);
            Assert.Equal(await database.CountAsync("outbox_status where not published"), (await PendingAsync(database)).Pending);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Beyond_a_number_pending_events_are_not_counted(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await AppendAsync(database, [Events.Event("s", 1)]);
        FormattableString copies = $"""
            insert into outbox (stream, version, type, schema_version, payload, headers, occurred_at, id)
            with recursive n(i) as (select 1 union all select i + 1 from n where i <= {IOutboxStatus.MaxCounted})
            select stream, version, type, schema_version, payload, headers, occurred_at, id from outbox cross join n
            """;
        FormattableString shardedCopies = $"""
            insert into outbox (shard, stream, version, type, schema_version, payload, headers, occurred_at, id)
            with recursive n(i) as (select 1 union all select i + 1 from n where i <= {IOutboxStatus.MaxCounted})
            select shard, stream, version, type, schema_version, payload, headers, occurred_at, id from outbox cross join n
            """;
        await database.InScopeAsync(services => services.GetRequiredService<AppDbContext>().Database.ExecuteSqlAsync(
            provider == "Postgres" ? shardedCopies : copies, Some.Ct));

        Assert.Equal((IOutboxStatus.MaxCounted + 1, Events.Event("s", 1).OccurredAt), await PendingAsync(database));
    }

    [Fact]
    public async Task A_shard_that_no_relay_has_opened_yet_is_told_with_what_waits_in_it()
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, null, ("Outbox:Shards", "3"));
        await AppendAsync(database, [.. Enumerable.Range(0, 40).Select(n => Events.Event($"s{n}", 1))]);

        var shards = await StatusAsync(database);

        Assert.Equal([0, 1, 2], shards.Select(shard => shard.Shard));
        Assert.Equal([true, false, false], shards.Select(shard => shard.Bookmark is not null));
        Assert.Equal(40, shards.Sum(shard => shard.Pending));
        Assert.All(shards, shard => Assert.True(shard is { Owner: null, Seen: null, Pending: > 0 }));
    }

    [Fact]
    public async Task The_owner_of_a_shard_is_told_with_when_its_session_was_last_seen()
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres);
        await SetOwnerAsync(database, "relay-1");
        Assert.True(Assert.Single(await StatusAsync(database)) is { Owner: "relay-1", Seen: null });

        var owner = new NpgsqlConnectionStringBuilder(database.Services.GetRequiredService<PersistenceOptions>().ConnectionString)
        {
            ApplicationName = "relay-1",
            Pooling = false,
        };
        await using var session = new NpgsqlConnection(owner.ConnectionString);
        await session.OpenAsync(Some.Ct);

        var status = Assert.Single(await StatusAsync(database));
        Assert.Equal("relay-1", status.Owner);
        Assert.InRange(status.Seen!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Reading_it_writes_nothing_and_waits_for_no_writer(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        await database.Services.GetRequiredService<Transactions>().RunAsync(
            async db =>
            {
                await AppendAsync(database, db, Events.Many("a", 3));
                Assert.Equal(0, (await PendingAsync(database)).Pending);
                return true;
            },
            Some.Ct);
        Assert.Equal(3, (await PendingAsync(database)).Pending);
    }

    private static Task<IReadOnlyList<ShardStatus>> StatusAsync(TestDatabase database) =>
        database.Services.GetRequiredService<IOutboxStatus>().ReadAsync(Some.Ct);

    private static async Task<(long Pending, DateTimeOffset? Oldest)> PendingAsync(TestDatabase database) =>
        Assert.Single(await StatusAsync(database)) is var only ? (only.Pending, only.OldestPending) : default;

    private static Task<bool> AppendAsync(TestDatabase database, IReadOnlyList<Envelope> envelopes) =>
        database.Services.GetRequiredService<Transactions>().RunAsync(
            async db =>
            {
                await AppendAsync(database, db, envelopes);
                return true;
            },
            Some.Ct);

    private static Task AppendAsync(TestDatabase database, AppDbContext db, IReadOnlyList<Envelope> envelopes) =>
        database.Services.GetRequiredService<IOutboxWriter>().AppendAsync(db.Database.CurrentTransaction!.GetDbTransaction(), envelopes, Some.Ct);

    private static Task<int> SetOwnerAsync(TestDatabase database, string owner) => database.InScopeAsync(services =>
        services.GetRequiredService<AppDbContext>().Database.ExecuteSqlAsync($"update bookmark set owner = {owner}", Some.Ct));
}
