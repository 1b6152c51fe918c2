using Xunit.v3;

namespace CleanFiles;

/// <summary>Ties a test to the decisions it enforces (docs/adr); <c>--filter-trait ADR=0005</c> runs the tests of one decision.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EnforcesAttribute(params int[] adrs) : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. adrs.Select(adr => KeyValuePair.Create("ADR", $"{adr:0000}"))];
}
