using CleanFiles.Resilience.Tests.Chaos;
using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Nodes;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>What brings each variant's fault to light among real processes, and what the checker has to call it.</summary>
internal static class VariantRuns
{
    /// <summary>Longer than the broker keeps what a dead process received, and than the lease.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);

    private const int Seed = 1;

    public static IReadOnlyDictionary<Variant, (Breach Breach, Round[] Rounds)> All { get; } = new Dictionary<Variant, (Breach, Round[])>
    {
        [Variant.BookmarkBeforePublish] = (Breach.Lost, [new("relay 1", CrashPoint.AfterRead), new("relay 2", CrashPoint.AfterRead)]),
        [Variant.PositionOnly] = (Breach.Lost, [new(null, Trouble: Trouble.SlowBroker, Milliseconds: 3_000)]),
        [Variant.NoArmAboveXmax] = (Breach.Lost, [new(null, Trouble: Trouble.SlowBroker, Milliseconds: 3_000)]),
        [Variant.AcknowledgeBeforeCommit] = (Breach.Lost, [new("consumers 1", CrashPoint.DuringBatch), new("consumers 2", CrashPoint.DuringBatch)]),
        [Variant.InboxApart] = (Breach.Lost, [new("consumers 1", CrashPoint.DuringBatch), new("consumers 2", CrashPoint.DuringBatch)]),
        [Variant.NoFencing] = (Breach.MovedByAnother, [.. Enumerable.Repeat(new Round(null, Trouble: Trouble.FrozenRelay, Milliseconds: 2_000), 3)]),
        [Variant.StreamsSideBySide] = (Breach.Swapped, [new(null, Trouble: Trouble.SlowBroker, Milliseconds: 3_000)]),
        [Variant.ClearedBeforeCommit] = (Breach.Lost, [new(null, Trouble: Trouble.Conflicts, Milliseconds: 2_000)]),
    };

    public static async Task<ChaosReport> RunAsync(Variant variant, PostgresServer server, Uri aws, string name, Action<string> told)
    {
        await using var cluster = await Cluster.CreateAsync(server, aws, name, variant);
        return await new ChaosRun(cluster, Seed, told).RunAsync(All[variant].Rounds, Quiet);
    }
}
