using CleanFiles.Support.Postgres;

namespace CleanFiles.Resilience.Tests.Horizon;

/// <summary>A short piece of the long run: <c>dotnet run -c Release --project tests/Resilience -- --horizon 180</c>.</summary>
[Collection(nameof(Chaos.Cluster))]
public sealed class HorizonTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int PerSecond = 100;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact, Enforces(5, 7)]
    public async Task While_another_transaction_is_open_events_flow_and_leave_no_dead_rows()
    {
        await using var outbox = new ProductOutbox(await postgres.CreateDatabaseAsync());

        var report = await RunAsync(outbox);

        Assert.Equal(0, report.DeadRows);
    }

    [Fact]
    public async Task What_marks_its_rows_leaves_one_dead_for_each_event()
    {
        await using var outbox = new SkipLockedOutbox(await postgres.CreateDatabaseAsync());

        var report = await RunAsync(outbox);

        Assert.InRange(report.DeadRows, PerSecond, long.MaxValue);
    }

    /// <summary>That it ends shows that events flow: each piece waits for its last effect.</summary>
    private async Task<HorizonReport> RunAsync(IOutboxUnderLoad outbox)
    {
        var report = await new HorizonRun(outbox, await postgres.CreateDatabaseAsync(), PerSecond).RunAsync(Short, Short * 2, Short);
        output.WriteLine($"{HorizonReport.Head}\n{report}");
        return report;
    }
}
