using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Variants;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>Relay and consumer host on simulated time: what takes hours of bad luck elsewhere takes milliseconds.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    /// <summary>A piece of what CI runs: <c>dotnet run -c Release --project tests/Resilience -- --seeds 2000</c>.</summary>
    private const int Seeds = 500;

    /// <summary>In fewer each variant is caught.</summary>
    private const int Enough = 2_000;

    [Fact, Enforces(6, 8, 14, 27)]
    public async Task Whatever_fails_at_whichever_await_nothing_is_lost_doubled_or_swapped()
    {
        var (exitCode, told) = await SimulateCommand.StartAsync(from: 1, Seeds, Variant.None, output.WriteLine);

        Assert.True(exitCode == 0, told);
    }

    /// <summary>472: a transport that failed while its host was being stopped made the stop fail.</summary>
    [Theory]
    [InlineData(472)]
    public async Task A_seed_that_once_found_a_defect_finds_none(ulong seed)
    {
        var (exitCode, told) = await SimulateCommand.StartAsync(seed, seeds: 1, Variant.None, output.WriteLine);

        Assert.True(exitCode == 0, told);
    }

    [Fact]
    public async Task One_seed_is_one_schedule()
    {
        var first = await SimulateCommand.StartAsync(from: 1, Enough, Variant.AcknowledgeBeforeCommit);
        var second = await SimulateCommand.StartAsync(from: 1, Enough, Variant.AcknowledgeBeforeCommit);

        Assert.Equal(1, first.ExitCode);
        Assert.Equal(first.Output, second.Output);
    }

    [Theory, Enforces(27)]
    [InlineData(nameof(Variant.BookmarkBeforePublish), nameof(Breach.Lost))]
    [InlineData(nameof(Variant.AcknowledgeBeforeCommit), nameof(Breach.Swapped))]
    [InlineData(nameof(Variant.InboxApart), nameof(Breach.Lost))]
    [InlineData(nameof(Variant.NoFencing), nameof(Breach.MovedByAnother))]
    [InlineData(nameof(Variant.StreamsSideBySide), nameof(Breach.Swapped))]
    public async Task What_is_broken_is_caught_and_told_in_few_faults(string variant, string breach)
    {
        var (exitCode, told) = await SimulateCommand.StartAsync(from: 1, Enough, Enum.Parse<Variant>(variant), output.WriteLine);

        Assert.Equal(1, exitCode);
        Assert.Contains($"{breach}: ", told, StringComparison.Ordinal);
    }
}
