using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Infrastructure.Tests.Outbox;
using CleanFiles.Infrastructure.Tests.Outbox.Postgres;
using CleanFiles.Support.Postgres;
using Npgsql;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Retention;

public sealed class PostgresOutboxRetentionTests(PostgresFixture postgres, ITestOutputHelper output) : OutboxRetentionSuite
{
    private static readonly RetentionOptions AtOnce = new() { Outbox = TimeSpan.Zero, BatchSize = 50 };

    [Theory, Enforces(18)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Beside_hostile_writers_and_relays_nothing_is_lost_and_in_the_end_the_log_is_empty(int shards)
    {
        await using var outbox = await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards);
        var seed = Random.Shared.Next();
        var run = new HostileRun(outbox, outbox.StealAsync, seed);
        var retention = outbox.Retention(AtOnce);
        var removed = 0;

        var running = run.RunAsync(TimeSpan.FromSeconds(5), writers: 16, readers: 2);
        while (!running.IsCompleted) removed += await retention.RunAsync(Some.Ct);
        await running;
        output.WriteLine($"seed {seed}: {run.Committed} events, {removed} of them removed on the way");

        Assert.Empty(run.Missing);
        Assert.Empty(run.Phantoms);
        Assert.Empty(run.Disorder);
        Assert.InRange(removed, 100, int.MaxValue);
        removed += await retention.RunAsync(Some.Ct);
        Assert.Equal(run.Committed, removed);
        Assert.Equal(0L, await outbox.AskAsync("select count(*) from outbox"));
    }

    [Fact, Enforces(18)]
    public async Task An_event_that_commits_late_below_what_was_removed_is_published_and_goes_later()
    {
        await using var outbox = await CreateAsync(shards: 1);
        await using var late = await outbox.BeginAsync();
        await late.AppendAsync(Event("late", 1));
        await outbox.CommitAsync(Many("a", 3));
        await PublishAsync(outbox);
        Assert.Equal(3, await outbox.Retention(AtOnce).RunAsync(Some.Ct));

        await late.CommitAsync();

        Assert.Equal(0, await outbox.Retention(AtOnce).RunAsync(Some.Ct));
        await using (var reader = await outbox.Log.OpenAsync(Some.Ct))
        {
            var read = await reader.DrainAsync();
            Assert.Equal(["late1"], read.Names());
            await reader.AdvanceAsync(read);
        }
        Assert.Equal(1, await outbox.Retention(AtOnce).RunAsync(Some.Ct));
    }

    [Fact, Enforces(18)]
    public async Task Within_a_window_it_goes_as_far_as_the_bookmark_and_stops_at_a_straggler()
    {
        await using var outbox = await CreateAsync(shards: 1);
        await outbox.CommitAsync(Many("a", 2));
        await using var late = await outbox.BeginAsync();
        await late.AppendAsync(Event("late", 1));
        await outbox.CommitAsync(Many("b", 4));
        await PublishAsync(outbox, count: 4);
        await late.CommitAsync();

        Assert.Equal(2, await outbox.Retention(AtOnce).RunAsync(Some.Ct));

        Assert.Equal(["late", "b", "b", "b", "b"], await LeftAsync(outbox));
    }

    [Fact, Enforces(18)]
    public async Task Rows_that_were_restored_into_another_cluster_stay_until_a_relay_has_mended_them()
    {
        await using var outbox = await CreateAsync(shards: 1);
        await outbox.CommitAsync(Many("a", 3));
        await PublishAsync(outbox);
        await outbox.AskAsync("update bookmark set system_identifier = 1");

        Assert.Equal(0, await outbox.Retention(AtOnce).RunAsync(Some.Ct));

        await PublishAsync(outbox);
        Assert.Equal(3, await outbox.Retention(AtOnce).RunAsync(Some.Ct));
    }

    [Theory, Enforces(18)]
    [InlineData("select 1")]
    [InlineData("analyze outbox")]
    public async Task It_reads_by_position_whatever_the_statistics_say(string first)
    {
        await using var outbox = await CreateAsync(shards: 1);
        await outbox.AskAsync(first);
        await AssertPlanAsync(outbox);
        await outbox.CommitAsync(Many("a", 5000));
        await AssertPlanAsync(outbox);
        await outbox.AskAsync("analyze outbox");
        await AssertPlanAsync(outbox);
    }

    private static async Task AssertPlanAsync(PostgresTestOutbox outbox)
    {
        await using var connection = await outbox.DataSource.OpenConnectionAsync(Some.Ct);
        await using (var prepare = new NpgsqlCommand(
            $"{PostgresOutboxRetention.Settings}; deallocate all; prepare remove(smallint, bigint, integer, interval) as {PostgresOutboxRetention.Remove}", connection))
            await prepare.ExecuteNonQueryAsync(Some.Ct);
        await using var explain = new NpgsqlCommand("explain execute remove(0, -1, 500, '7 days')", connection);
        var plan = new List<string>();
        await using (var line = await explain.ExecuteReaderAsync(Some.Ct))
            while (await line.ReadAsync(Some.Ct)) plan.Add(line.GetString(0));

        Assert.Equal(2, plan.Count(line => line.Contains("Index Scan using outbox_pos on outbox", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on outbox", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Sort", StringComparison.Ordinal));
    }

    private protected override async Task<string> WritesAsync(TestOutbox outbox) => (string)(await outbox.AskAsync(
        "select string_agg(row, ', ') from (select ctid || ' ' || xmin || ' ' || xmax from bookmark union all select ctid || ' ' || xmin || ' ' || xmax from outbox) t(row)"))!;

    private protected override async Task<TestOutbox> CreateAsync() => await CreateAsync(shards: 1);

    private async Task<PostgresTestOutbox> CreateAsync(int shards) =>
        await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards);
}
