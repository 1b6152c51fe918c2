using CleanFiles.Benchmarks.Load;

namespace CleanFiles.Benchmarks.Running;

/// <summary>What it costs that there is more of something: old rows, consumers, time. The product is compared with itself.</summary>
internal sealed partial class Cases
{
    private IReadOnlyList<Case> Growth() => [OverOldRows(Drain()), OverOldRows(Latency(1_000)), Effects()];

    private Case OverOldRows(Case @case)
    {
        var count = smoke ? 10_000 : 10_000_000;
        return @case with
        {
            Workload = "W5",
            Contenders =
            [
                Contender.ProductWith("no old rows", job => job),
                Contender.ProductWith($"{count:N0} old rows", job => job with { OldRows = count }),
            ],
        };
    }

    /// <summary>
    /// As many effects for each; the more consumers, the fewer events. Without a warm-up, so that all consumers' first batches are in it; so
    /// is the runtime's compiling, of each.
    /// </summary>
    private Case Effects() => new(
        "W5", "effects of a backlog", Sized(Job with { Scenario = Scenario.Drain, Events = 50_000 }),
        [To(1), To(10), To(50)],
        [
            new("time", "ms an effect", figures => 1_000 / figures.PerSecond, LessIsBetter: true),
            .. Measure.Processors.Select(processor => processor with { Unit = "ms an effect" }),
        ]);

    private static Contender To(int consumers) => Contender.ProductWith(
        consumers == 1 ? "1 consumer" : $"{consumers} consumers",
        job => job with { Consumers = consumers, Events = job.Events / consumers, WarmUp = 0 });

    private Case Soak()
    {
        var seconds = smoke ? 2 : 600;
        return new(
            "Soak", $"8 producers for {seconds} s", Sized(Job with { Scenario = Scenario.Soak, Seconds = seconds }),
            [Contender.Product],
            [
                Measure.Throughput,
                .. Measure.Processors,
                Late("waiting at the end", "events", soak => soak.Waiting),
                Late("resident memory after a tenth", "MiB", soak => soak.Early.Resident),
                Late("resident memory at the end", "MiB", soak => soak.Late.Resident),
                Late("its growth", "times", soak => soak.Late.Resident / soak.Early.Resident),
                Late("managed heap after a tenth", "MiB", soak => soak.Early.Heap),
                Late("managed heap at the end", "MiB", soak => soak.Late.Heap),
                Late("dead rows of the outbox", "rows", soak => soak.Outbox.Dead),
                Late("dead rows of the bookmark", "rows", soak => soak.Bookmark.Dead),
                Late("removed by retention", "rows", soak => soak.Outbox.Deleted),
            ])
        { Once = true };
    }

    private static Measure Late(string name, string unit, Func<SoakFigures, double> of) => new(name, unit, figures => of(figures.Soak!), LessIsBetter: true);
}
