using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>The table of all decisions, made from what each says of itself.</summary>
internal static partial class AdrIndex
{
    public const string Path = "docs/adr/README.md";

    private const string Begin = "<!-- records -->", End = "<!-- end -->";

    /// <returns>The page with its table as it should be.</returns>
    public static string Renewed(SourceTree tree) => Table().Replace(tree[Path], _ => $"{Begin}\n{Of(tree)}\n{End}");

    private static string Of(SourceTree tree) => string.Join('\n', (string[])
    [
        "| | Decision | In one sentence | Status | Enforced by |",
        "|---|---|---|---|---|",
        .. AdrFile.In(tree).OrderBy(adr => adr.Number).Select(Row),
    ]);

    private static string Row(AdrFile adr) =>
        $"| {adr.Number} | [{adr.Name}]({System.IO.Path.GetFileName(adr.Path)}) | {adr.Summary} | {adr.Status} | {EnforcedBy(adr)} |";

    private static string EnforcedBy(AdrFile adr)
    {
        var classes = adr.Enforcers.Select(test => $"`{test.Split('.')[0]}`").Distinct().ToList();
        return classes.Count > 0 ? string.Join(", ", classes) : "nobody can";
    }

    [GeneratedRegex($"{Begin}\n.*?{End}", RegexOptions.Singleline)]
    private static partial Regex Table();
}
