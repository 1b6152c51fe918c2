using CleanFiles.Resilience.Tests.Chaos;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;

namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>The others are caught in simulations; all of them among real processes by <c>dotnet run -c Release --project tests/Resilience -- --variants</c>.</summary>
[Collection(nameof(Cluster))]
public sealed class VariantTests(AwsFixture aws, ITestOutputHelper output)
{
    [Theory(Explicit = true), Enforces(7, 27)]
    [InlineData(nameof(Variant.PositionOnly))]
    [InlineData(nameof(Variant.NoArmAboveXmax))]
    [InlineData(nameof(Variant.ClearedBeforeCommit))]
    public async Task What_is_broken_is_caught(string name)
    {
        var variant = Enum.Parse<Variant>(name);
        await using var postgres = await PostgresFixture.StartOwnServerAsync(fsync: false, settings: Notary.ServerSettings);

        var report = await VariantRuns.RunAsync(variant, postgres, aws.ServiceUrl, aws.NewName(), output.WriteLine);

        output.WriteLine($"{report.Verdict}");
        Assert.True(report.Verdict[VariantRuns.All[variant].Breach] > 0, $"{variant} was not caught: {report.Verdict}");
    }

    /// <summary>Else what is caught could be the late head, and not the missing arm.</summary>
    [Fact(Explicit = true), Enforces(7, 27)]
    public async Task The_product_stands_what_the_variant_without_that_arm_does_not()
    {
        await using var postgres = await PostgresFixture.StartOwnServerAsync(fsync: false, settings: Notary.ServerSettings);
        await using var cluster = await Cluster.CreateAsync(postgres, aws.ServiceUrl, aws.NewName(), Variant.None, BrokenSchema.Hard);

        var report = await new ChaosRun(cluster, seed: 1, output.WriteLine).RunAsync(VariantRuns.All[Variant.NoArmAboveXmax].Rounds, TimeSpan.FromSeconds(30));

        Assert.True(report.Verdict.IsClean, $"{report.Verdict}");
    }

    [Fact]
    public void Every_variant_has_what_brings_it_to_light() =>
        Assert.Equal(Enum.GetValues<Variant>().Where(variant => variant != Variant.None), VariantRuns.All.Keys.Order());
}
