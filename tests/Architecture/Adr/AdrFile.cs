using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>One decision record: MADR 4 with front matter, and the four fields of this project under <c>Confirmation</c>.</summary>
internal sealed partial record AdrFile(int Number, string Path, string Text)
{
    public const string Folder = "docs/adr/";

    public static readonly string[] Fields = ["Enforced by", "Look at", "Revisit when", "Does not apply when"];

    public string Status => FrontMatter("status") ?? "";

    /// <summary>What the index calls it.</summary>
    public string? Name => FrontMatter("name");

    /// <summary>What was decided, in one sentence.</summary>
    public string? Summary => FrontMatter("summary");

    public bool IsAccepted => Status == "accepted";

    public IEnumerable<int> SupersededBy => Status.StartsWith("superseded by", StringComparison.Ordinal) ? Numbers(Status) : [];

    public IEnumerable<int> Supersedes => Numbers(FrontMatter("supersedes") ?? "");

    /// <summary>The tests that it names.</summary>
    public IEnumerable<NamedTest> Enforcers => NamedTest.In(Field("Enforced by") ?? "");

    /// <summary>No service that the template makes has it, nor the tests that enforce it.</summary>
    public bool IsOnlyHere => FrontMatter("only") == "repository";

    public bool SaysWhyNotEnforceable => (Field("Enforced by") ?? "").Contains("not enforceable, because ", StringComparison.Ordinal);

    /// <summary>The files to look at, from the root of the repository.</summary>
    public IEnumerable<string> LookAt => Link().Matches(Field("Look at") ?? "").Select(match => Resolve(match.Groups[1].Value));

    public static IEnumerable<AdrFile> In(SourceTree tree) =>
        from file in tree.Under(Folder, ".md")
        let name = FileName().Match(file.Path)
        where name.Success
        select new AdrFile(int.Parse(name.Groups[1].Value, null), file.Path, file.Text);

    public string? Field(string name)
    {
        var match = Regex.Match(Text, $@"^- \*{name}\*:(.*?)(?=^- \*|^#|\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        return match.Success && match.Groups[1].Value.Trim().Length > 0 ? match.Groups[1].Value : null;
    }

    private string? FrontMatter(string key) =>
        Regex.Match(Text, $@"\A---\n(?:.*\n)*?{key}: *(.+)\n(?:.*\n)*?---\n") is { Success: true } match
            ? match.Groups[1].Value.Trim()
            : null;

    private static IEnumerable<int> Numbers(string text) =>
        Reference().Matches(text).Select(match => int.Parse(match.Groups[1].Value, null)).Distinct();

    private static string Resolve(string link) => link.StartsWith("../../", StringComparison.Ordinal) ? link[6..] : Folder + link;

    [GeneratedRegex(@"^docs/adr/(\d{4})-[a-z0-9-]+\.md$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"ADR (\d{4})")]
    private static partial Regex Reference();
}
