using CleanFiles.Benchmarks.Load;

namespace CleanFiles.Benchmarks.Running;

/// <summary>The same job for several contenders, and what is read from their figures.</summary>
/// <param name="Contenders">The first is what the others are compared with.</param>
internal sealed record Case(string Workload, string Title, Job Job, IReadOnlyList<Contender> Contenders, IReadOnlyList<Measure> Measures)
{
    /// <summary>It takes too long to be repeated.</summary>
    public bool Once { get; init; }
}

internal sealed record Measure(string Name, string Unit, Func<Figures, double> Of, bool LessIsBetter = false)
{
    public static Measure Throughput { get; } = new("throughput", "events/s", figures => figures.PerSecond);

    /// <summary>Of what is measured, harness included, and of its database.</summary>
    public static IReadOnlyList<Measure> Processors { get; } =
    [
        new("processor", "ms an event", figures => figures.OwnCpu, LessIsBetter: true),
        new("processor of PostgreSQL", "ms an event", figures => figures.ServerCpu, LessIsBetter: true),
    ];

    public static IReadOnlyList<Measure> Latency { get; } = [Percentile(50), Percentile(99), .. Processors];

    public static Measure Start { get; } = Percentile(50) with { Name = "start to ready" };

    private static Measure Percentile(int percent) =>
        new($"p{percent}", "ms", figures => figures.Latencies[(int)((figures.Latencies.Count - 1) * percent / 100.0)], LessIsBetter: true);
}

/// <summary>What one contender showed in one case.</summary>
/// <param name="Runs">Of each repetition, in order.</param>
internal sealed record Result(string Workload, string Title, string Measure, string Unit, bool LessIsBetter, string Contender, IReadOnlyList<double> Runs)
{
    public double Median => Runs.Order().ElementAt(Runs.Count / 2);
}
