using CleanFiles.Resilience.Tests.Chaos;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>Breaks the product in every way among real processes, and tells whether each was caught.</summary>
internal static class VariantsCommand
{
    /// <returns>0 when all were.</returns>
    public static async Task<int> RunAsync()
    {
        await using var aws = new AwsFixture();
        await using var postgres = await PostgresServer.StartAsync(fsync: true, settings: Notary.ServerSettings);
        Console.WriteLine("| broken | to be called | caught | verdict |\n|---|---|---|---|");
        var survivors = 0;
        foreach (var (variant, (breach, _)) in VariantRuns.All)
        {
            var report = await VariantRuns.RunAsync(variant, postgres, aws.ServiceUrl, aws.NewName(), _ => { });
            var isCaught = report.Verdict[breach] > 0;
            Console.WriteLine($"| {variant} | {breach} | {(isCaught ? "yes" : "**no**")} | {report.Verdict} |");
            if (!isCaught) survivors++;
        }

        return survivors == 0 ? 0 : 1;
    }
}
