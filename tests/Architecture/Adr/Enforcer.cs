using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>A test and the decisions that it claims to enforce, found in the sources of all test projects, so that none is loaded here.</summary>
/// <param name="IsLive">It is a fact or a theory and not skipped for good.</param>
/// <param name="IsExplicit">None of it runs without <c>--explicit on</c> (ADR 0036).</param>
internal sealed partial record Enforcer(string Name, IReadOnlyList<int> Adrs, bool IsLive, bool IsExplicit)
{
    public string Class => Name.Split('.')[0];

    public static IEnumerable<Enforcer> In(SourceTree tree, string folder = "tests/") => tree.Under(folder, ".cs").SelectMany(file => InFile(file.Text));

    private static IEnumerable<Enforcer> InFile(string text)
    {
        var (type, attributes) = ("", "");
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (Declaration().Match(line) is { Success: true } declaration) type = declaration.Groups[1].Value;
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
                    runs && !Skipped().IsMatch(attributes),
                    Explicit().IsMatch(attributes) || (Rows().Matches(attributes) is [_, ..] rows && rows.All(row => ExplicitRow().IsMatch(row.Value))));
            attributes = "";
        }
    }

    [GeneratedRegex(@"^[\w ]*\bclass (\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bEnforces\(([\d, ]+)\)")]
    private static partial Regex Claim();

    [GeneratedRegex(@"^public .*?\b(\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"\w*(Fact|Theory)\b")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\bSkip\s*=")]
    private static partial Regex Skipped();

    [GeneratedRegex(@"(Fact|Theory)\([^)]*\bExplicit = true")]
    private static partial Regex Explicit();

    /// <summary>What gives a theory its rows.</summary>
    [GeneratedRegex(@"\b\w+Data(<\w+>)?\((?:[^()]|\([^()]*\))*\)")]
    private static partial Regex Rows();

    [GeneratedRegex(@"\bExplicit = true")]
    private static partial Regex ExplicitRow();
}
