using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>What ties decisions to the tests that enforce them and to the code that shows them.</summary>
internal static partial class AdrRules
{
    public const int MaxLines = 110;

    private static readonly string[] Sections =
        ["## Context and Problem Statement", "## Considered Options", "## Decision Outcome", "### Confirmation"];

    public static readonly Rule<SourceTree> Complete = new(
        1,
        $"A decision has status, date, name, summary, MADR's sections, the four fields, and at most {MaxLines} lines.",
        "Start from docs/adr/template.md.",
        tree => from adr in AdrFile.In(tree)
                let missing = Sections.Where(section => !adr.Text.Contains($"\n{section}\n", StringComparison.Ordinal))
                    .Concat(AdrFile.Fields.Where(field => adr.Field(field) is null))
                    .Concat(FrontMatter().IsMatch(adr.Text) ? [] : ["status, date, name and summary"])
                    .ToList()
                let lines = adr.Text.Count(letter => letter == '\n')
                select new Finding(adr.Path, missing.Count > 0 ? $"lacks {string.Join(", ", missing)}"
                    : lines > MaxLines ? $"has {lines} lines"
                    : null));

    public static readonly Rule<SourceTree> Enforced = new(
        1,
        "An accepted decision names tests that enforce it and bear its number, or says why none can.",
        "Name a test as `Class.Method` under *Enforced by* and give it [Enforces(<number>)]; or write there: not enforceable, because ...",
        tree =>
        {
            var tests = Enforcer.In(tree).Where(test => test.IsLive).ToList();
            return from adr in AdrFile.In(tree)
                   where adr.IsAccepted
                   let live = tests.Where(test => test.Adrs.Contains(adr.Number)).Select(test => test.Name)
                   let dead = adr.Enforcers.Select(test => test.Name).Except(live).ToList()
                   select new Finding(adr.Path, dead.Count > 0 ? $"names no live test that bears its number: {string.Join(", ", dead)}"
                       : adr.Enforcers.Any() || adr.SaysWhyNotEnforceable ? null : "names no test");
        });

    public static readonly Rule<SourceTree> Marked = new(
        36,
        "A test that a decision names is marked if it is explicit, and only then.",
        "Write (explicit) behind a test that runs with --explicit on alone, and behind no other.",
        tree =>
        {
            var @explicit = Enforcer.In(tree).Where(test => test.IsExplicit).Select(test => test.Name).ToHashSet();
            return from adr in AdrFile.In(tree)
                   select new Finding(adr.Path, NamedTest.Mismarked(adr.Enforcers, @explicit));
        });

    public static readonly Rule<SourceTree> ForEverybody = new(
        36,
        "An accepted decision that tests enforce is enforced in everybody's run of all tests.",
        "Name one more test under *Enforced by*, one that is not explicit.",
        tree => from adr in AdrFile.In(tree)
                where adr.IsAccepted && !adr.SaysWhyNotEnforceable
                select new Finding(adr.Path, adr.Enforcers.Any(test => !test.IsMarked) ? null : "names explicit tests only"));

    public static readonly Rule<SourceTree> Claims = new(
        1,
        "A test enforces only accepted decisions.",
        "Correct the number in [Enforces(...)], or accept the decision.",
        tree =>
        {
            var accepted = AdrFile.In(tree).Where(adr => adr.IsAccepted).Select(adr => adr.Number).ToHashSet();
            return from test in Enforcer.In(tree)
                   let unknown = test.Adrs.Where(number => !accepted.Contains(number)).ToList()
                   select new Finding(test.Name, unknown.Count == 0 ? null : $"enforces {Numbers(unknown)}");
        });

    public static readonly Rule<SourceTree> LookAt = new(
        1,
        "An accepted decision shows one to three files that exist.",
        "Correct the links under *Look at*; they are relative to docs/adr.",
        tree => from adr in AdrFile.In(tree)
                where adr.IsAccepted
                let files = adr.LookAt.ToList()
                let gone = files.Where(file => !tree.Has(file)).ToList()
                select new Finding(adr.Path, gone.Count > 0 ? $"shows {string.Join(", ", gone)}, which is gone"
                    : files.Count is >= 1 and <= 3 ? null : $"shows {files.Count} files"));

    public static readonly Rule<SourceTree> Superseded = new(
        1,
        "Supersession is noted on both sides.",
        "Old: `status: superseded by ADR 0042`. New: `supersedes: ADR 0005`.",
        tree =>
        {
            var adrs = AdrFile.In(tree).ToList();
            return from adr in adrs
                   let successors = adrs.Where(other => other.Supersedes.Contains(adr.Number)).Select(other => other.Number)
                   let predecessors = adrs.Where(other => other.SupersededBy.Contains(adr.Number)).Select(other => other.Number)
                   let silent = adr.SupersededBy.Except(successors).Concat(adr.Supersedes.Except(predecessors)).ToList()
                   select new Finding(adr.Path, silent.Count == 0 ? null : $"is not answered by {Numbers(silent)}");
        });

    public static readonly Rule<SourceTree> Mentioned = new(
        1,
        "A decision that is mentioned exists.",
        "Correct the number.",
        tree =>
        {
            var known = AdrFile.In(tree).Select(adr => adr.Number).ToHashSet();
            return from file in tree
                   where !file.Key.StartsWith("tests/Architecture/", StringComparison.Ordinal)
                   from number in AdrNumber().Matches(file.Value).Select(match => int.Parse(match.Groups[1].Value, null)).Distinct()
                   select new Finding($"{file.Key}: {number:0000}", known.Contains(number) ? null : "is unknown");
        });

    public static readonly Rule<SourceTree> Indexed = new(
        1,
        "The index links every decision once, and their numbers are their own.",
        "Add it to docs/adr/README.md, or renumber it.",
        tree => from adr in AdrFile.In(tree)
                let links = Regex.Count(tree[AdrIndex.Path], Regex.Escape($"]({Path.GetFileName(adr.Path)})"))
                let same = AdrFile.In(tree).Count(other => other.Number == adr.Number)
                select new Finding(adr.Path, same > 1 ? "shares its number" : links == 1 ? null : $"is linked {links} times"));

    public static readonly Rule<SourceTree> Introduced = new(
        1,
        "The index says of every accepted decision who should read it.",
        $"Name it as [0042] under \"Where to start\" in {AdrIndex.Path}.",
        tree => from adr in AdrFile.In(tree)
                where adr.IsAccepted
                let start = WhereToStart().Match(tree[AdrIndex.Path]).Value
                select new Finding(adr.Path, start.Contains($"[{adr.Number:0000}]", StringComparison.Ordinal) ? null : "is in the table alone"));

    private static string Numbers(IEnumerable<int> adrs) => string.Join(", ", adrs.Select(number => $"ADR {number:0000}"));

    [GeneratedRegex(@"\A---\nstatus: .+\n(supersedes: .+\n)?date: \d{4}-\d\d-\d\d\nname: .+\nsummary: .*[^.\n]\n")]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"ADR (\d{4})")]
    private static partial Regex AdrNumber();

    [GeneratedRegex(@"^## Where to start\n.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex WhereToStart();
}
