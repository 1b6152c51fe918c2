using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

/// <summary>Several relays on one log: who reads which shard.</summary>
public sealed class SharingTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_relay_takes_every_shard()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(OneInEachShard());
        await using var reader = await outbox.Log.OpenAsync(Ct);

        Assert.Equal([0, 1, 2, 3], await ShardsAsync(reader));
    }

    /// <summary>What it may have in flight is what bounds a relay's memory, whatever the number of its shards.</summary>
    [Fact, Enforces(6)]
    public async Task A_relay_holds_little_more_in_memory_than_it_was_asked_for_however_many_shards_it_reads()
    {
        await using var outbox = await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards: 16);
        for (var n = 0; n < 100; n++) await outbox.CommitAsync([.. Enumerable.Range(0, 64).Select(stream => Event($"s{stream}-", n + 1))]);
        await using var reader = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(10, (await reader.ReadAsync(10, Ct)).Count);

        await outbox.AskAsync("delete from outbox");
        Assert.InRange((await reader.DrainAsync()).Count, 0, 16);
    }

    [Fact, Enforces(19)]
    public async Task Relays_share_the_shards_evenly_however_many_come_and_go()
    {
        await using var outbox = await CreateAsync();
        await using var first = await outbox.Log.OpenAsync(Ct);
        await using var second = await outbox.Log.OpenAsync(Ct);
        await HoldAsync(outbox, [2, 2], first, second);
        await using var third = await outbox.Log.OpenAsync(Ct);
        await HoldAsync(outbox, [1, 1, 2], first, second, third);

        await second.DisposeAsync();
        await HoldAsync(outbox, [2, 2], first, third);
        await first.DisposeAsync();
        await HoldAsync(outbox, [4], third);
    }

    [Fact]
    public async Task A_relay_more_than_there_are_shards_waits_in_reserve()
    {
        await using var outbox = await CreateAsync(shards: 1);
        await using var first = await outbox.Log.OpenAsync(Ct);
        await using var second = await outbox.Log.OpenAsync(Ct);
        await outbox.CommitAsync(Event("a", 1));
        var (holder, reserve) = (await first.ReadAsync(1, Ct)).Count == 1 ? (first, second) : (second, first);
        Assert.Empty(await reserve.DrainAsync());

        await holder.DisposeAsync();

        Assert.Equal(["a1"], (await reserve.DrainAsync()).Names());
    }

    [Fact, Enforces(19)]
    public async Task A_shard_is_handed_over_once_what_was_read_of_it_is_published_so_nothing_is_repeated()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(OneInEachShard());
        await using var first = await outbox.Log.OpenAsync(Ct);
        var read = await first.DrainAsync();
        await using var second = await outbox.Log.OpenAsync(Ct);
        await first.KeepAsync(Ct);
        await outbox.CommitAsync(OneInEachShard(version: 2));

        Assert.Empty(await second.DrainAsync());
        await first.AdvanceAsync(read);
        List<OutboxEntry> later = [.. await first.DrainAsync(), .. await second.DrainAsync()];

        Assert.Equal(4, later.Count);
        Assert.All(later, entry => Assert.Equal(2, entry.Envelope.Version));
        await HoldAsync(outbox, [2, 2], first, second);
    }

    [Fact, Enforces(19)]
    public async Task A_relay_whose_process_died_is_inherited_from_at_the_next_look()
    {
        await using var outbox = await CreateAsync();
        await using var dead = await outbox.Log.OpenAsync(Ct);
        await outbox.AskAsync(PostgresTestOutbox.EndSessionsOfRelays);
        await using var heir = await outbox.Log.OpenAsync(Ct);

        await HoldAsync(outbox, [4], heir);
    }

    [Fact, Enforces(19)]
    public async Task Who_is_silent_for_longer_than_the_lease_loses_its_shards_and_is_fenced_off()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(OneInEachShard());
        var log = outbox.LogWith(new RelayOptions { Lease = TimeSpan.FromSeconds(2) });
        await using var silent = await log.OpenAsync(Ct);
        var read = await silent.DrainAsync();
        await using var other = await log.OpenAsync(Ct);

        await Eventually.IsTrueAsync(async () => (await other.DrainAsync()).Count > 0, "the other took over");

        await Assert.ThrowsAsync<FencedOffException>(() => silent.AdvanceAsync(read));
        await Assert.ThrowsAsync<FencedOffException>(() => silent.KeepAsync(Ct));
    }

    [Fact, Enforces(19)]
    public async Task Who_asks_now_and_then_keeps_its_shards_and_writes_nothing()
    {
        await using var outbox = await CreateAsync(shards: 1);
        var log = outbox.LogWith(new RelayOptions { Lease = TimeSpan.FromSeconds(5) });
        await using var holder = await log.OpenAsync(Ct);
        var before = await outbox.BookmarkVersionAsync();
        await using var other = await log.OpenAsync(Ct);
        var began = TimeProvider.System.GetTimestamp();

        await Eventually.IsTrueAsync(
            async () =>
            {
                await holder.KeepAsync(Ct);
                Assert.Empty(await other.ReadAsync(1, Ct));
                return TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(11);
            },
            "two leases passed");

        Assert.Equal(before, await outbox.BookmarkVersionAsync());
    }

    [Fact]
    public async Task A_relay_that_the_server_is_busy_for_is_not_silent()
    {
        await using var outbox = await CreateAsync(shards: 1);
        await using var holder = await outbox.Log.OpenAsync(Ct);
        await using (var lockout = await outbox.BeginAsync())
        {
            await using var locking = lockout.Transaction.Connection!.CreateCommand();
            locking.CommandText = "lock table bookmark in exclusive mode";
            await locking.ExecuteNonQueryAsync(Ct);
            await outbox.CommitAsync(Event("a", 1));
            var saving = holder.AdvanceAsync(await holder.DrainAsync());
            await Eventually.IsTrueAsync(
                async () => await outbox.AskAsync("select count(*) from pg_locks where not granted") is > 0L, "the save waits for the lock");
            await using var thief = await RelayConnection.OpenAsync(outbox.ConnectionString, "a thief", Ct);

            var survey = await ShardTable.LookAsync(thief, "a thief", TimeSpan.Zero, Ct);

            Assert.All(survey.Shards, shard => Assert.True(shard.IsHeld));
            await lockout.Transaction.RollbackAsync(Ct);
            await saving;
        }
    }

    [Fact, Enforces(19)]
    public async Task Of_relays_that_come_at_once_each_shard_goes_to_one()
    {
        await using var outbox = await CreateAsync();
        var readers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => outbox.Log.OpenAsync(Ct)));

        await HoldAsync(outbox, [0, 0, 1, 1, 1, 1], readers);

        foreach (var reader in readers) await reader.DisposeAsync();
        Assert.Equal(0L, await outbox.AskAsync("select count(owner) from bookmark"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    [InlineData(3, 5)]
    [InlineData(16, 7)]
    public void The_shares_of_all_relays_add_up_to_all_shards(int shards, int relays)
    {
        var all = Enumerable.Range(0, shards).Select(n => new ShardState((short)n, 1, IsHeld: false)).ToList();

        var shares = Enumerable.Range(0, relays).Select(before => new ShardSurvey(all, relays, before).FairShare).ToList();

        Assert.Equal(shards, shares.Sum());
        Assert.InRange(shares.Max() - shares.Min(), 0, 1);
    }

    /// <summary>Has all look until the numbers of shards they hold are these, in any order.</summary>
    private static Task HoldAsync(PostgresTestOutbox outbox, int[] counts, params IOutboxReader[] readers)
    {
        var rounds = 0;
        return Eventually.IsTrueAsync(
            async () =>
            {
                foreach (var reader in readers) await reader.KeepAsync(Ct);
                var held = (string)(await outbox.AskAsync(
                    "select coalesce(string_agg(n::text, ',' order by n), '') from (select count(*) n from bookmark where owner is not null group by owner) o"))!;
                return ++rounds > 2 && held == string.Join(',', counts.Where(count => count > 0));
            },
            $"the relays held {string.Join(" and ", counts)} shards");
    }

    private static async Task<IEnumerable<int>> ShardsAsync(IOutboxReader reader) =>
        (await reader.DrainAsync()).Select(entry => entry.Shard).Distinct().Order();

    private static CleanFiles.Application.Ports.Envelope[] OneInEachShard(long version = 1) =>
        [.. Enumerable.Range(0, 100).Select(n => $"s{n}").DistinctBy(stream => CleanFiles.Infrastructure.Outbox.Shard.Of(stream, 4)).Select(stream => Event(stream, version))];

    private async Task<PostgresTestOutbox> CreateAsync(int shards = 4) =>
        await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards);
}
