using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>The table of all decisions, made from what each says of itself, and where the numbers in the text above it lead.</summary>
internal static partial class AdrIndex
{
    public const string Path = "docs/adr/README.md";

    /// <summary>Between them stands what no service has that the template makes. In parts, or the template would decide it here already.</summary>
    public const string OnlyHere = "<!--#" + "if (repository) -->\n", Everywhere = "<!--#" + "endif -->\n";

    private const string Begin = "<!-- records -->", End = "<!-- end -->";

    /// <returns>The page with its table as it should be.</returns>
    public static string Renewed(SourceTree tree) => Records().Replace(tree[Path], _ => $"{Begin}\n{Of(tree)}{End}");

    private static string Of(SourceTree tree)
    {
        var adrs = AdrFile.In(tree).OrderBy(adr => adr.Number).ToLookup(adr => adr.IsOnlyHere);
        // A table of its own, since a condition of the template within one would end it.
        var here = adrs[true].Any() ? OnlyHere + Table(adrs[true]) + Everywhere : "";
        return Table(adrs[false]) + here;
    }

    private static string Table(IEnumerable<AdrFile> adrs) => string.Concat(((string[])
    [
        "| | Decision | In one sentence | Status | Enforced by |",
        "|---|---|---|---|---|",
        .. adrs.Select(Row),
        "",
        .. adrs.Select(adr => $"[{adr.Number:0000}]: {System.IO.Path.GetFileName(adr.Path)}"),
        "",
    ]).Select(line => $"{line}\n"));

    private static string Row(AdrFile adr) =>
        $"| {adr.Number} | [{adr.Name}]({System.IO.Path.GetFileName(adr.Path)}) | {adr.Summary} | {adr.Status} | {EnforcedBy(adr)} |";

    private static string EnforcedBy(AdrFile adr)
    {
        var classes = adr.Enforcers.GroupBy(test => test.Class)
            .Select(tests => $"`{tests.Key}`{(tests.All(test => test.IsMarked) ? " (explicit)" : "")}").ToList();
        return classes.Count > 0 ? string.Join(", ", classes) : "nobody can";
    }

    [GeneratedRegex($"{Begin}\n.*?{End}", RegexOptions.Singleline)]
    private static partial Regex Records();
}
