using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>A test and the decisions that it claims to enforce, found in the sources of all test projects, so that none is loaded here.</summary>
/// <param name="IsLive">It is a fact or a theory and not skipped for good.</param>
internal sealed partial record Enforcer(string Name, IReadOnlyList<int> Adrs, bool IsLive)
{
    public static IEnumerable<Enforcer> In(SourceTree tree) => tree.Under("tests/", ".cs").SelectMany(file => InFile(file.Text));

    private static IEnumerable<Enforcer> InFile(string text)
    {
        var (type, attributes) = ("", "");
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (Class().Match(line) is { Success: true } declaration) type = declaration.Groups[1].Value;
            if (line.StartsWith('['))
            {
                attributes += line;
                continue;
            }

            var (claim, runs) = (Claim().Match(attributes), Runs().IsMatch(attributes));
            if ((claim.Success || runs) && Method().Match(line) is { Success: true } method)
                yield return new Enforcer(
                    $"{type}.{method.Groups[1].Value}",
                    claim.Success ? [.. claim.Groups[1].Value.Split(',').Select(int.Parse)] : [],
                    runs && !Skipped().IsMatch(attributes));
            attributes = "";
        }
    }

    [GeneratedRegex(@"^[\w ]*\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"\bEnforces\(([\d, ]+)\)")]
    private static partial Regex Claim();

    [GeneratedRegex(@"^public .*?\b(\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"\w*(Fact|Theory)\b")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\bSkip\s*=")]
    private static partial Regex Skipped();
}
