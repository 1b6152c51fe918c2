using CleanFiles.Resilience.Tests.Nodes;
using CleanFiles.Resilience.Tests.Variants;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>A short piece of the long run: <c>dotnet run -c Release --project tests/Resilience -- --rounds 200</c>.</summary>
[Collection(nameof(Cluster))]
public sealed class ChaosTests(AwsFixture aws, ITestOutputHelper output)
{
    [Theory, Enforces(6, 8, 19, 25, 27)]
    [InlineData(3, 10)]
    [InlineData(8, 30, Explicit = true)]
    public async Task Whoever_is_killed_wherever_it_is_nothing_is_lost_doubled_or_swapped(int rounds, int quietSeconds)
    {
        var seed = Environment.TickCount;
        await using var postgres = await PostgresFixture.StartOwnServerAsync(fsync: true, settings: Notary.ServerSettings);
        await using var cluster = await Cluster.CreateAsync(postgres, aws.ServiceUrl, aws.NewName(), Variant.None);

        var report = await new ChaosRun(cluster, seed, output.WriteLine).RunAsync([.. Schedule.Of(seed, rounds)], TimeSpan.FromSeconds(quietSeconds));

        report.Print(new OutputWriter(output));
        Assert.True(report.Verdict.IsClean, $"Seed {seed}: {report.Verdict}");
        Assert.InRange(report.Kills.Count, rounds / 3, rounds);
    }

    [Fact]
    public void A_seed_is_a_schedule_with_every_crash_point()
    {
        var (first, second) = (Schedule.Of(7, 200).ToList(), Schedule.Of(7, 200).ToList());

        Assert.Equal(first, second);
        Assert.NotEqual(first, Schedule.Of(8, 200));
        Assert.All(Enum.GetValues<CrashPoint>(), point => Assert.InRange(first.Count(round => round.Point == point), 10, 200));
    }
}
