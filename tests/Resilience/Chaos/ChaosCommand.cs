using CleanFiles.Resilience.Tests.Variants;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>The long run, on servers of its own.</summary>
internal static class ChaosCommand
{
    /// <summary>Much longer than anything waits that is healed.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <returns>0 when every promise was kept, and often enough put to the test.</returns>
    public static async Task<int> RunAsync(int rounds, int seed, Variant variant)
    {
        Console.WriteLine($"Seed {seed}, {rounds} rounds{(variant == Variant.None ? "" : $", broken: {variant}")}.");
        await using var aws = new AwsFixture();
        await using var postgres = await PostgresServer.StartAsync(fsync: true, settings: Notary.ServerSettings);
        await using var cluster = await Cluster.CreateAsync(postgres, aws.ServiceUrl, aws.NewName(), variant);
        var report = await new ChaosRun(cluster, seed, Console.WriteLine).RunAsync([.. Schedule.Of(seed, rounds)], Quiet);
        report.Print(Console.Out);
        Console.WriteLine($"Saved as {await report.SaveAsync(Path.Combine(RepositoryRoot.Path, "artifacts"))}.");
        if (report.Rare.ToList() is { Count: > 0 } rare)
        {
            Console.WriteLine($"Too few were killed at {string.Join(", ", rare)}: run it again, with more rounds or another seed.");
            return 1;
        }

        return report.Verdict.IsClean ? 0 : 1;
    }
}
