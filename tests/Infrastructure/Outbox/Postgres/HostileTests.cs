using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

public sealed class HostileTests(PostgresFixture postgres, ITestOutputHelper output)
{
    [Theory, Enforces(7)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Nothing_is_lost_invented_or_out_of_order(int shards)
    {
        await using var outbox = await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards);

        var run = await RunAsync(outbox, outbox.StealAsync, TimeSpan.FromSeconds(5), readers: 2);

        Assert.Empty(run.Missing);
        Assert.Empty(run.Phantoms);
        Assert.Empty(run.Disorder);
        Assert.InRange(run.Committed, 100, int.MaxValue);
        Assert.InRange(run.Forgotten, 1, int.MaxValue);
        Assert.InRange(run.Fenced, 1, int.MaxValue);
        Assert.Equal(0L, await outbox.AskAsync("select count(*) from outbox_status where not published"));
    }

    [Theory, Enforces(19)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Relays_that_come_and_go_lose_nothing_and_keep_streams_in_order(int shards)
    {
        await using var outbox = await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync(), shards);

        var run = await RunAsync(outbox, () => outbox.Log.OpenAsync(TestContext.Current.CancellationToken), TimeSpan.FromSeconds(5), readers: 3);

        Assert.Empty(run.Missing);
        Assert.Empty(run.Phantoms);
        Assert.Empty(run.Disorder);
        Assert.InRange(run.Committed, 100, int.MaxValue);
        Assert.InRange(run.Forgotten, 1, int.MaxValue);
        Assert.Equal(0, run.Fenced);
        Assert.Equal(0L, await outbox.AskAsync("select count(*) from outbox_status where not published"));
    }

    [Fact, Enforces(13)]
    public async Task The_same_run_notices_what_a_reader_of_positions_loses()
    {
        await using var outbox = await PostgresTestOutbox.CreateAsync(await postgres.CreateDatabaseAsync());
        await using var reader = new PositionOnlyReader(outbox);

        var run = await RunAsync(outbox, () => Task.FromResult<IOutboxReader>(reader), TimeSpan.FromSeconds(2), readers: 1);

        Assert.NotEmpty(run.Missing);
    }

    private async Task<HostileRun> RunAsync(PostgresTestOutbox outbox, Func<Task<IOutboxReader>> open, TimeSpan duration, int readers)
    {
        var seed = Random.Shared.Next();
        var run = new HostileRun(outbox, open, seed);
        await run.RunAsync(duration, writers: 16, readers);
        output.WriteLine($"seed {seed}: {run.Committed} events, memory forgotten {run.Forgotten} times, fenced off {run.Fenced} times");
        return run;
    }
}
