using System.Text.RegularExpressions;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>A test as a page names it: <c>`Class.Method`</c>, and <c>(explicit)</c> behind it where nobody meets it in a run of all tests (ADR 0036).</summary>
internal sealed partial record NamedTest(string Name, bool IsMarked)
{
    public string Class => Name.Split('.')[0];

    public static IEnumerable<NamedTest> In(string text) =>
        Test().Matches(text).Select(match => new NamedTest(match.Groups["name"].Value, match.Groups["mark"].Success));

    /// <summary>What is wrong with these marks; null when nothing is.</summary>
    public static string? Mismarked(IEnumerable<NamedTest> named, IReadOnlySet<string> @explicit)
    {
        var wrong = named.Where(test => test.IsMarked != @explicit.Contains(test.Name)).ToList();
        return wrong.Count == 0 ? null : string.Join(", ", wrong.Select(test => $"{(test.IsMarked ? "marks" : "does not mark")} {test.Name}"));
    }

    [GeneratedRegex(@"`(?<name>\w+\.\w+)`(?<mark>\s+\(explicit\))?")]
    private static partial Regex Test();
}
