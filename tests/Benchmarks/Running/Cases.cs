using CleanFiles.Benchmarks.Load;

namespace CleanFiles.Benchmarks.Running;

/// <summary>Every workload, and who is measured in it.</summary>
/// <param name="peers">With those who are not part of the product.</param>
/// <param name="smoke">Only so much that each runs through.</param>
internal sealed partial class Cases(bool peers, bool smoke)
{
    private static readonly Job Job = new() { Scenario = Scenario.Sustained, ConnectionString = "" };

    /// <summary>Each is many times as much work as an event of the others; by the fourth thousand the compiler is through.</summary>
    private static readonly Job Upload = Job with { Uploads = true, Events = 6_000, WarmUp = 4_000 };

    /// <summary>Of the emulator, for the workloads of <see cref="Emulator.IsFor"/>.</summary>
    public Uri? Aws { get; init; }

    /// <summary>Takes ten minutes, so it runs when it is asked for by name.</summary>
    public const string Long = "soak";

    /// <summary>Needs the service published before, which takes a minute.</summary>
    public const string Starts = "start";

    public static IReadOnlyList<string> Workloads { get; } = ["w1", "w2", "w3", "w4", "across", "sqs", Starts, "w5", Long];

    public IEnumerable<Case> Of(string workload) => workload switch
    {
        "w1" => [Sustained(8), Sustained(32), Tax(8), Tax(32)],
        "w2" => [Uploads(), UploadsAlone()],
        "w3" => [Drain()],
        "w4" => [Latency(100), Latency(1_000)],
        "across" => [Across(100), Across(1_000)],
        "sqs" => [Sqs()],
        Starts => [Start()],
        "w5" => Growth(),
        Long => [Soak()],
        _ => throw new ArgumentOutOfRangeException(nameof(workload)),
    };

    private Case Sustained(int producers) => new(
        "W1", $"{producers} producers, to the last effect", Sized(Job with { Producers = producers }), All(), [Measure.Throughput, .. Measure.Processors]);

    private Case Tax(int producers) => new(
        "W1", $"{producers} producers alone",
        Sized(Job with { Scenario = Scenario.Producing, Producers = producers }),
        [.. HandWritten().Prepend(Contender.Product).SelectMany(contender => new[] { contender, RowAlone(contender) })],
        [Measure.Throughput, .. Measure.Processors]);

    /// <summary>The client is in the same process, so its processor time is in that of all contenders.</summary>
    private Case Uploads() => new(
        "W2", "uploads over HTTP, 8 clients, to the last effect", Sized(Upload), [Contender.Product], [Measure.Throughput, .. Measure.Processors]);

    private Case UploadsAlone() => new(
        "W2", "uploads alone",
        Sized(Upload with { Scenario = Scenario.Producing }),
        [Contender.Product, RowAlone(Contender.Product)],
        [Measure.Throughput, .. Measure.Processors]);

    private Case Drain() => new(
        "W3", "a backlog drained", Sized(Job with { Scenario = Scenario.Drain, Events = 100_000, WarmUp = 200_000 }),
        [Contender.Product, .. HandWritten()], [Measure.Throughput, .. Measure.Processors]);

    /// <summary>The ticker does not keep up with more than it makes in a second.</summary>
    private Case Latency(int rate) => new(
        "W4", $"{rate} events/s",
        Sized(Job with { Scenario = Scenario.Latency, Rate = rate, Events = rate == 100 ? 7_000 : 20_000 }),
        [.. All().Where(contender => rate <= 100 || contender != Contender.Ticker)],
        Measure.Latency);

    /// <summary>As W4, but the relay is in another process and has to be called.</summary>
    private Case Across(int rate) => new(
        "across", $"{rate} events/s to another process",
        Sized(Job with { Scenario = Scenario.Latency, Rate = rate, Events = rate == 100 ? 7_000 : 20_000, Apart = true }),
        [Contender.Product],
        Measure.Latency);

    private Case Sqs() => new(
        "sqs", "a backlog drained to three consumers",
        Job with { Scenario = Scenario.Drain, Events = smoke ? 2_000 : 20_000, WarmUp = smoke ? 200 : 40_000, Aws = Aws },
        [Contender.Product, Contender.Emulator],
        [Measure.Throughput]);

    /// <summary>The first start is not measured: what follows finds programs and database in the machine's memory.</summary>
    private Case Start() => new(
        Starts, "on a migrated database", Job with { Events = smoke ? 1 : 5, WarmUp = 1 },
        smoke ? [Contender.Service] : [Contender.Published, Contender.Service],
        [Measure.Start]);

    private static Contender RowAlone(Contender contender) =>
        contender with { Name = $"{contender.Name}, the row alone", Change = job => job with { WithEvent = false } };

    private IReadOnlyList<Contender> HandWritten() => peers ? [Contender.HandWritten, Contender.HandWrittenEf] : [];

    private IReadOnlyList<Contender> All() => [Contender.Product, .. peers ? Contender.Peers : []];

    private Job Sized(Job job) => !smoke ? job
        // Some batches more than the warm-up.
        : job.Scenario == Scenario.Drain ? job with { Events = 10_000, WarmUp = 2_000 }
        : job with { Events = 200, WarmUp = 50 };
}
