using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support.Postgres;
using Npgsql;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

public sealed class TakeOverTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relay_whose_session_was_ended_leaves_the_log_to_the_next()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Event("a", 1));
        await using var cutOff = await outbox.Log.OpenAsync(Ct);
        await outbox.AskAsync(PostgresTestOutbox.EndSessionsOfRelays);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => cutOff.ReadAsync(1, Ct));
        await using var next = await outbox.Log.OpenAsync(Ct);
        Assert.Equal(["a1"], (await next.DrainAsync()).Names());
    }

    [Fact]
    public async Task A_zombie_repeats_at_most_and_never_moves_the_bookmark_back()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Many("a", 4));
        await using var zombie = await outbox.StealAsync();
        var old = await zombie.ReadAsync(2, Ct);
        await using var next = await outbox.StealAsync();
        await next.AdvanceAsync(await next.DrainAsync());

        await Assert.ThrowsAsync<FencedOffException>(() => zombie.AdvanceAsync(old));
        Assert.Equal(4L, await outbox.AskAsync("select count(*) from outbox_status where published"));
    }

    [Fact]
    public async Task A_shard_that_is_no_longer_configured_is_drained()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var four = await PostgresTestOutbox.CreateAsync(database, shards: 4))
        {
            await using var reader = await four.Log.OpenAsync(Ct);
            await four.CommitAsync([.. Enumerable.Range(0, 40).Select(n => Event($"s{n}", 1))]);
        }
        await using var one = new PostgresTestOutbox(database, shards: 1);
        await using var only = await one.Log.OpenAsync(Ct);

        Assert.Equal([0, 1, 2, 3], (await only.DrainAsync()).Select(entry => entry.Shard).Distinct().Order());
    }

    [Fact]
    public async Task Each_shard_keeps_a_bookmark_of_its_own()
    {
        await using var outbox = await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards: 2);
        await outbox.CommitAsync([.. Enumerable.Range(0, 20).Select(n => Event($"s{n}", 1))]);
        List<OutboxEntry> read;
        await using (var reader = await outbox.Log.OpenAsync(Ct))
        {
            read = await reader.DrainAsync(6);
            await reader.AdvanceAsync(read.Where(entry => entry.Shard == 1));
        }
        await using var next = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(read.Where(entry => entry.Shard == 0).Names(), (await next.DrainAsync()).Names());
    }

    [Fact, Enforces(7)]
    public async Task Rows_that_were_restored_into_another_cluster_are_all_read_again()
    {
        await using var outbox = await CreateAsync();
        await outbox.CommitAsync(Many("a", 3));
        await using (var reader = await outbox.Log.OpenAsync(Ct)) await reader.AdvanceAsync(await reader.DrainAsync());
        await outbox.AskAsync("""
            alter table outbox drop constraint own_xid;
            update outbox set xid = '4000000000';
            alter table outbox add constraint own_xid check (xid = pg_current_xact_id()) not valid;
            update bookmark set system_identifier = 1;
            """);
        await outbox.CommitAsync(Event("a", 4));
        await using var here = await outbox.Log.OpenAsync(Ct);

        Assert.Equal(["a1", "a2", "a3", "a4"], (await here.DrainAsync()).Names());
    }

    [Fact]
    public void A_position_that_does_not_ascend_is_refused()
    {
        var cursor = new ShardCursor(new Bookmark(0, 1, new Snapshot("1:1:", 0), null, 0));
        cursor.BeginPage(new Snapshot("9:9:", 0));
        cursor.Take(7, Event("a", 1));

        Assert.Throws<InvalidOperationException>(() => cursor.Take(7, Event("a", 2)));
    }

    private async Task<PostgresTestOutbox> CreateAsync() => await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync());
}
