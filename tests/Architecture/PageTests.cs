using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

/// <summary>What pages say of the code is still there.</summary>
public partial class PageTests
{
    private static readonly Rule<SourceTree> Anchors = new(
        1,
        "A link to a line leads to the one line of its file that has the link's text.",
        "Change the number, or make the text longer: [text](path#L42) wants it in line 42 and nowhere else, since a link drifts unnoticed among several.",
        tree => from page in tree.Under("", ".md")
                from link in Anchor().Matches(page.Text)
                let text = link.Groups["text"].Value.Trim('`')
                let lines = LinesOf(tree, Target(page.Path, link.Groups["path"].Value))
                let number = int.Parse(link.Groups["line"].Value, null)
                let places = lines.Index().Where(line => line.Item.Contains(text, StringComparison.Ordinal)).Select(line => line.Index + 1).ToList()
                select new Finding($"{page.Path}: {text}", places is [var place] && place == number ? null
                    : places.Count == 0 ? "is not in that file"
                    : $"is in line {string.Join(", ", places.Take(5))}, which should be line {number} alone"));

    private static readonly Rule<SourceTree> Quotes = new(
        1,
        "What a page quotes stands in the file that it names.",
        "Quote it anew from the file in <!-- from path -->, with its indentation.",
        tree => from page in tree.Under("", ".md")
                from quote in Quote().Matches(page.Text)
                let path = quote.Groups["path"].Value
                let stands = tree.Has(path) && tree[path].Contains(quote.Groups["text"].Value, StringComparison.Ordinal)
                select new Finding($"{page.Path}: {path}", stands ? null : tree.Has(path) ? "says something else" : "is gone"));

    private const string WalkPage = "docs/walk.md";

    private static readonly Rule<SourceTree> Walk = new(
        1,
        "The walk has six stops, each with a file to open and a picture.",
        $"Begin stop n with \"## n. \" in {WalkPage}, and give it a link to its file in a line of its own and a mermaid block.",
        tree => from number in Enumerable.Range(1, 6)
                let stop = Regex.Match(tree[WalkPage], $@"^## {number}\. .*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Value
                select new Finding($"stop {number}", stop.Length == 0 ? "is missing"
                    : !FileToOpen().IsMatch(stop) ? "names no file"
                    : stop.Contains("\n```mermaid\n", StringComparison.Ordinal) ? null : "has no picture"));

    /// <summary>Pages whose commands a test types word for word.</summary>
    private static readonly string[] Followed = ["README.md", "docs/adding-an-event.md", "docs/exercises/"];

    private static readonly Rule<SourceTree> Commands = new(
        1,
        "A block of commands is typed by a test, or says why not.",
        "Let a test follow the page (ReadmeTests, AddingAnEventTests, ExerciseTests), or put <!-- not run: because ... --> in the line before the block.",
        tree => from page in tree.Under("", ".md")
                from block in CommandBlock().Matches(page.Text)
                let shown = block.Groups["first"].Value.StartsWith("$ ", StringComparison.Ordinal)
                let followed = !shown && Array.Exists(Followed, start => page.Path.StartsWith(start, StringComparison.Ordinal))
                select new Finding($"{page.Path}: {block.Groups["first"].Value}", followed || block.Groups["reason"].Success ? null : "is typed by nobody"));

    [Fact, Enforces(1)]
    public void A_block_of_commands_is_typed_by_a_test_or_says_why_not()
    {
        Commands.HoldsFor(SourceTree.Real);
        Commands.Catches(
            new SourceTree
            {
                { "README.md", "```sh\nfollowed\n```\n```text\n$ dotnet forgotten\n```\n" },
                { "docs/A.md", "<!-- not run: because it takes a day -->\n```sh\nexcused\n```\n```sh\nforgotten\n```\n" },
                { "docs/B.md", "```text\nprinted\n```\n```text\nprinted\n$ dotnet shown\n```\n<!-- not run: because it is shown -->\n```text\n$ curl excused\n```\n" },
                { "docs/C.md", "    X=1 dotnet indented\n    dotnet more\n\n    printed\n\n<!-- not run: because it takes a day -->\n    curl excused\n    dotnet more\n" },
            },
            "README.md: $ dotnet forgotten", "docs/A.md: forgotten", "docs/B.md: $ dotnet shown", "docs/C.md: X=1 dotnet indented");
    }

    [Fact, Enforces(1)]
    public void A_link_to_a_line_leads_to_what_it_names()
    {
        Anchors.HoldsFor(SourceTree.Real);
        Anchors.Catches(
            new SourceTree
            {
                { "docs/A.md", "[`Good`](../src/A.cs#L2) [Moved](../src/A.cs#L1) [Gone](../src/A.cs#L1) [Lost](../src/B.cs#L1) [Often](../src/A.cs#L4)" },
                { "src/A.cs", "one\nGood\nMoved\nOften\nOften\n" },
            },
            "docs/A.md: Moved", "docs/A.md: Gone", "docs/A.md: Lost", "docs/A.md: Often");
    }

    [Fact, Enforces(1)]
    public void The_walk_has_six_stops_each_with_a_file_and_a_picture()
    {
        Walk.HoldsFor(SourceTree.Real);
        Walk.Catches(
            new SourceTree
            {
                { WalkPage, $"{Stop(1)}## 2. Without a file\n\n```mermaid\n```\n{Stop(3)}## 4. Without a picture\n\n[A](../src/A.cs)\n{Stop(5)}" },
            },
            "stop 2", "stop 4", "stop 6");

        static string Stop(int number) => $"## {number}. Stop\n\n[A](../src/A.cs)\n\n```mermaid\n```\n";
    }

    [Fact, Enforces(1)]
    public void What_is_quoted_stands_in_its_file()
    {
        Quotes.HoldsFor(SourceTree.Real);
        Quotes.Catches(
            new SourceTree
            {
                { "docs/A.md", Quoting("src/A.cs", "two\n") },
                { "docs/B.md", Quoting("src/A.cs", "three\n") },
                { "docs/C.md", Quoting("src/C.cs", "one\n") },
                { "src/A.cs", "one\ntwo\n" },
            },
            "docs/B.md: src/A.cs", "docs/C.md: src/C.cs");

        static string Quoting(string path, string text) => $"<!-- from {path} -->\n```csharp\n{text}```\n";
    }

    private static string[] LinesOf(SourceTree tree, string path) => tree.Has(path) ? tree[path].Split('\n') : [];

    private static string Target(string page, string link) => new Uri(new Uri($"file:///{page}"), link).AbsolutePath.Trim('/');

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<path>[^)#\s]+)#L(?<line>\d+)\)")]
    private static partial Regex Anchor();

    /// <summary>A fence, a fence in which commands stand between what they print, or commands behind four blanks.</summary>
    [GeneratedRegex(
        @"^(?<reason><!-- not run: because .+ -->\n)?(?:```(?:sh|bash|console)\n(?<first>.*)\n|```text\n(?:(?!```).*\n)*?(?<first>\$ (?:dotnet|curl) .*)\n|    (?<first>(?:\w+=\S+ )*(?:dotnet|curl) .*)\n(?:    .*\n)*)",
        RegexOptions.Multiline)]
    private static partial Regex CommandBlock();

    [GeneratedRegex(@"^\[[^\]]+\]\([^)#]+\)$", RegexOptions.Multiline)]
    private static partial Regex FileToOpen();

    [GeneratedRegex(@"^<!-- from (?<path>\S+) -->\n```\w+\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Quote();
}
