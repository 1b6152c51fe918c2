using System.Text.Json;
using System.Text.Json.Serialization;

namespace CleanFiles.Benchmarks.Load;

public enum Scenario
{
    /// <summary>A closed loop of producers, until everything they produced has had its effect.</summary>
    Sustained,

    /// <summary>The producers alone; everything is drained and counted afterwards.</summary>
    Producing,

    /// <summary>A backlog that lies there when relay and consumers start.</summary>
    Drain,

    /// <summary>An open loop: from the moment a transaction is due until its effect is committed.</summary>
    Latency,

    /// <summary>As <see cref="Sustained"/>, for a time and not for a number of events.</summary>
    Soak,
}

/// <summary>What one process is to measure; its only argument, as JSON.</summary>
public sealed record Job
{
    public required Scenario Scenario { get; init; }

    /// <summary>Of an empty database of its own.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Transactions at once; with <see cref="Scenario.Latency"/> there is no bound.</summary>
    public int Producers { get; init; } = 8;

    public int Events { get; init; } = 40_000;

    /// <summary>Events before the measured ones: after fewer the runtime still compiles, on the same processors.</summary>
    public int WarmUp { get; init; } = 80_000;

    /// <summary>Transactions due in a second, with <see cref="Scenario.Latency"/>.</summary>
    public int Rate { get; init; } = 1_000;

    /// <summary>False: the business row alone.</summary>
    public bool WithEvent { get; init; } = true;

    /// <summary>True: the product's relay and consumer have a process of their own, apart from the producers.</summary>
    public bool Apart { get; init; }

    /// <summary>Of SNS and SQS, by which the product's events then go to three of its consumers; null: in memory, to the auditor.</summary>
    public Uri? Aws { get; init; }

    /// <summary>True: what is produced are the product's uploads over HTTP, and all its consumers handle them.</summary>
    public bool Uploads { get; init; }

    /// <summary>For how long, with <see cref="Scenario.Soak"/>, for which <see cref="Events"/> says nothing.</summary>
    public int Seconds { get; init; }

    /// <summary>Published events that lie in the product's outbox already; they are no part of what is counted.</summary>
    public int OldRows { get; init; }

    /// <summary>The product's auditor and twins of it, each of which has an effect of its own for every event.</summary>
    public int Consumers { get; init; } = 1;

    /// <summary>
    /// How many a contender may have: one for each producer, and some for relay and consumers. With the driver's 100, an open loop that
    /// has fallen behind once has as many transactions under way on two processors, and measures how they hinder each other.
    /// </summary>
    [JsonIgnore]
    public int Connections => Producers + 8;

    public string ToJson() => JsonSerializer.Serialize(this, Json.Options);

    public static Job Parse(string json) => JsonSerializer.Deserialize<Job>(json, Json.Options)!;
}

/// <summary>What one process measured; its last line.</summary>
public sealed record Figures
{
    /// <summary>
    /// Events a second, from the first transaction's begin to the last effect (<see cref="Scenario.Producing"/>: to the last commit).
    /// With <see cref="Scenario.Drain"/> effects a second; a twin's counts as one of its own.
    /// </summary>
    public double PerSecond { get; init; }

    /// <summary>Committed transactions a second, while producers ran.</summary>
    public double ProducedPerSecond { get; init; }

    /// <summary>Processor seconds of the process, per 1,000 of what <see cref="PerSecond"/> counts.</summary>
    public double OwnCpu { get; init; }

    /// <summary>The same of the database's server; 0 where it cannot be seen.</summary>
    public double ServerCpu { get; init; }

    [JsonIgnore]
    public (double Own, double Server) Cpu
    {
        init => (OwnCpu, ServerCpu) = value;
    }

    /// <summary>Milliseconds, ascending; empty unless latency was measured.</summary>
    public IReadOnlyList<double> Latencies { get; init; } = [];

    /// <summary>Null unless it was one.</summary>
    public SoakFigures? Soak { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json.Options);

    public static Figures Parse(string json) => JsonSerializer.Deserialize<Figures>(json, Json.Options)!;
}

internal static class Json
{
    public static JsonSerializerOptions Options { get; } = new() { Converters = { new JsonStringEnumConverter() } };
}
