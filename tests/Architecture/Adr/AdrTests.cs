using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

/// <summary>Ties decisions to the tests that enforce them and to the code that shows them.</summary>
public partial class AdrTests
{
    private const int MaxLines = 110;

    private static readonly string[] Sections = ["## Context and Problem Statement", "## Considered Options", "## Decision Outcome", "### Confirmation"];

    private static readonly Rule<SourceTree> Complete = new(
        1,
        $"A decision has status, date, MADR's sections, the four fields, and at most {MaxLines} lines.",
        "Start from docs/adr/template.md.",
        tree => from adr in AdrFile.In(tree)
                let missing = Sections.Where(section => !adr.Text.Contains($"\n{section}\n", StringComparison.Ordinal))
                    .Concat(AdrFile.Fields.Where(field => adr.Field(field) is null))
                    .Concat(FrontMatter().IsMatch(adr.Text) ? [] : ["status and date"])
                    .ToList()
                let lines = adr.Text.Count(letter => letter == '\n')
                select new Finding(adr.Path, missing.Count > 0 ? $"lacks {string.Join(", ", missing)}" : lines > MaxLines ? $"has {lines} lines" : null));

    private static readonly Rule<SourceTree> Enforced = new(
        1,
        "An accepted decision names tests that enforce it and bear its number, or says why none can.",
        "Name a test as `Class.Method` under *Enforced by* and give it [Enforces(<number>)]; or write there: not enforceable, because ...",
        tree =>
        {
            var tests = Enforcer.In(tree).Where(test => test.IsLive).ToList();
            return from adr in AdrFile.In(tree)
                   where adr.IsAccepted
                   let dead = adr.Enforcers.Where(name => !tests.Exists(test => test.Name == name && test.Adrs.Contains(adr.Number))).ToList()
                   select new Finding(adr.Path, dead.Count > 0 ? $"names no live test that bears its number: {string.Join(", ", dead)}"
                       : adr.Enforcers.Any() || adr.SaysWhyNotEnforceable ? null : "names no test");
        });

    private static readonly Rule<SourceTree> Claims = new(
        1,
        "A test enforces only accepted decisions.",
        "Correct the number in [Enforces(...)], or accept the decision.",
        tree =>
        {
            var accepted = AdrFile.In(tree).Where(adr => adr.IsAccepted).Select(adr => adr.Number).ToHashSet();
            return from test in Enforcer.In(tree)
                   let unknown = test.Adrs.Where(number => !accepted.Contains(number)).ToList()
                   select new Finding(test.Name, unknown.Count == 0 ? null : $"enforces {string.Join(", ", unknown.Select(number => $"ADR {number:0000}"))}");
        });

    private static readonly Rule<SourceTree> LookAt = new(
        1,
        "An accepted decision shows one to three files that exist.",
        "Correct the links under *Look at*; they are relative to docs/adr.",
        tree => from adr in AdrFile.In(tree)
                where adr.IsAccepted
                let files = adr.LookAt.ToList()
                let gone = files.Where(file => !tree.Has(file)).ToList()
                select new Finding(adr.Path, gone.Count > 0 ? $"shows {string.Join(", ", gone)}, which is gone"
                    : files.Count is >= 1 and <= 3 ? null : $"shows {files.Count} files"));

    private static readonly Rule<SourceTree> Superseded = new(
        1,
        "Supersession is noted on both sides.",
        "Old: `status: superseded by ADR 0042`. New: `supersedes: ADR 0005`.",
        tree =>
        {
            var adrs = AdrFile.In(tree).ToList();
            return from adr in adrs
                   let silent = adr.SupersededBy.Where(number => !adrs.Exists(other => other.Number == number && other.Supersedes.Contains(adr.Number)))
                       .Concat(adr.Supersedes.Where(number => !adrs.Exists(other => other.Number == number && other.SupersededBy.Contains(adr.Number))))
                       .ToList()
                   select new Finding(adr.Path, silent.Count == 0 ? null : $"is not answered by ADR {string.Join(", ", silent.Select(number => $"{number:0000}"))}");
        });

    private static readonly Rule<SourceTree> Mentioned = new(
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

    private static readonly Rule<SourceTree> Indexed = new(
        1,
        "The index links every decision once, and their numbers are their own.",
        "Add it to docs/adr/README.md, or renumber it.",
        tree => from adr in AdrFile.In(tree)
                let links = Regex.Count(tree["docs/adr/README.md"], Regex.Escape($"]({Path.GetFileName(adr.Path)})"))
                let same = AdrFile.In(tree).Count(other => other.Number == adr.Number)
                select new Finding(adr.Path, same > 1 ? "shares its number" : links == 1 ? null : $"is linked {links} times"));

    [Fact, Enforces(1)]
    public void A_decision_is_complete()
    {
        Complete.HoldsFor(SourceTree.Real);
        var good = Record(1);
        Complete.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", good },
                { "docs/adr/0002-undated.md", good.Replace("date: 2026-03-02\n", "", StringComparison.Ordinal) },
                { "docs/adr/0003-without-options.md", good.Replace("## Considered Options", "## Thoughts", StringComparison.Ordinal) },
                { "docs/adr/0004-without-revisit.md", good.Replace("*Revisit when*: x", "*Revisit when*:", StringComparison.Ordinal) },
                { "docs/adr/0005-long.md", good + new string('\n', MaxLines) },
            },
            "docs/adr/0002-undated.md", "docs/adr/0003-without-options.md", "docs/adr/0004-without-revisit.md", "docs/adr/0005-long.md");
    }

    [Fact, Enforces(1)]
    public void An_accepted_decision_has_a_live_enforcer_or_says_why_not()
    {
        Enforced.HoldsFor(SourceTree.Real);
        Enforced.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", Record(1, enforcedBy: "`SomeTests.A_test`") },
                { "docs/adr/0002-other-number.md", Record(2, enforcedBy: "`SomeTests.A_test`") },
                { "docs/adr/0003-gone.md", Record(3, enforcedBy: "`SomeTests.Gone`") },
                { "docs/adr/0004-skipped.md", Record(4, enforcedBy: "`SomeTests.Skipped`") },
                { "docs/adr/0005-no-test.md", Record(5, enforcedBy: "`SomeTests.No_test`") },
                { "docs/adr/0006-good-intentions.md", Record(6, enforcedBy: "reviews") },
                { "docs/adr/0007-not-enforceable.md", Record(7, enforcedBy: "not enforceable, because taste is none of a test's business") },
                { "docs/adr/0008-proposed.md", Record(8, enforcedBy: "nothing yet", status: "proposed") },
                { "tests/Some/SomeTests.cs", Tests },
            },
            "docs/adr/0002-other-number.md", "docs/adr/0003-gone.md", "docs/adr/0004-skipped.md", "docs/adr/0005-no-test.md", "docs/adr/0006-good-intentions.md");
    }

    [Fact, Enforces(1)]
    public void A_test_enforces_only_accepted_decisions()
    {
        Claims.HoldsFor(SourceTree.Real);
        Claims.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", Record(1) }, { "docs/adr/0004-proposed.md", Record(4, status: "proposed") }, { "tests/Some/SomeTests.cs", Tests },
            },
            "SomeTests.Skipped", "SomeTests.No_test");
    }

    [Fact, Enforces(1)]
    public void The_files_to_look_at_exist()
    {
        LookAt.HoldsFor(SourceTree.Real);
        LookAt.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", Record(1, lookAt: "[a](../../src/A.cs), [b](0001-good.md)") },
                { "docs/adr/0002-gone.md", Record(2, lookAt: "[b](../../src/B.cs)") },
                { "docs/adr/0003-none.md", Record(3, lookAt: "the code") },
                { "docs/adr/0004-too-many.md", Record(4, lookAt: string.Concat(Enumerable.Repeat("[a](../../src/A.cs)", 4))) },
                { "src/A.cs", "" },
            },
            "docs/adr/0002-gone.md", "docs/adr/0003-none.md", "docs/adr/0004-too-many.md");
    }

    [Fact, Enforces(1)]
    public void Supersession_is_noted_on_both_sides()
    {
        Superseded.HoldsFor(SourceTree.Real);
        Superseded.Catches(
            new SourceTree
            {
                { "docs/adr/0001-old.md", Record(1, status: "superseded by ADR 0002") },
                { "docs/adr/0002-new.md", Record(2, status: "accepted\nsupersedes: ADR 0001") },
                { "docs/adr/0003-forgotten.md", Record(3, status: "superseded by ADR 0001") },
                { "docs/adr/0004-usurper.md", Record(4, status: "accepted\nsupersedes: ADR 0002") },
                { "docs/adr/0005-lost.md", Record(5, status: "superseded by ADR 0099") },
            },
            "docs/adr/0003-forgotten.md", "docs/adr/0004-usurper.md", "docs/adr/0005-lost.md");
    }

    [Fact, Enforces(1)]
    public void A_decision_that_is_mentioned_exists()
    {
        Mentioned.HoldsFor(SourceTree.Real);
        Mentioned.Catches(
            new SourceTree { { "docs/adr/0001-good.md", Record(1) }, { "src/A.cs", "// see ADR 0001 and ADR 0042" } }, "src/A.cs: 0042");
    }

    [Fact, Enforces(1)]
    public void The_index_links_every_decision_once()
    {
        Indexed.HoldsFor(SourceTree.Real);
        Indexed.Catches(
            new SourceTree
            {
                { "docs/adr/README.md", "[1](0001-a.md) [2](0002-b.md) [3](0003-c.md) [2](0002-d.md)" },
                { "docs/adr/0001-a.md", Record(1) }, { "docs/adr/0002-b.md", Record(2) }, { "docs/adr/0002-d.md", Record(2) },
                { "docs/adr/0003-c.md", Record(3) }, { "docs/adr/0004-e.md", Record(4) },
            },
            "docs/adr/0002-b.md", "docs/adr/0002-d.md", "docs/adr/0004-e.md");
    }

    private static string Tests => $$"""
        public class SomeTests
        {
            {{Claim(1)}}
            [Fact]
            public void A_test() { }

            [Fact(Skip = "slow")]
            {{Claim(4)}}
            public void Skipped() { }

            {{Claim(5)}}
            public void No_test() { }
        }
        """;

    private static string Claim(int adr) => $"[{nameof(EnforcesAttribute)[..^9]}({adr})]";

    private static string Record(int number, string status = "accepted", string enforcedBy = "`SomeTests.A_test`", string lookAt = "[a](../../src/A.cs)") => $"""
        ---
        status: {status}
        date: 2026-03-02
        ---

        # {number}

        ## Context and Problem Statement
        ## Considered Options
        ## Decision Outcome
        ### Confirmation
        - *Enforced by*: {enforcedBy}
        - *Look at*: {lookAt}
        - *Revisit when*: x
        - *Does not apply when*: x

        """;

    [GeneratedRegex(@"\A---\nstatus: .+\ndate: \d{4}-\d\d-\d\d\n")]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"ADR (\d{4})")]
    private static partial Regex AdrNumber();
}
