using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests.Adr;

public class AdrTests
{
    [Fact, Enforces(1)]
    public void A_decision_is_complete()
    {
        AdrRules.Complete.HoldsFor(SourceTree.Real);
        var good = Record(1);
        AdrRules.Complete.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", good },
                { "docs/adr/0002-undated.md", good.Replace("date: 2026-03-02\n", "", StringComparison.Ordinal) },
                { "docs/adr/0003-without-options.md", good.Replace("## Considered Options", "## Thoughts", StringComparison.Ordinal) },
                { "docs/adr/0004-without-revisit.md", good.Replace("*Revisit when*: x", "*Revisit when*:", StringComparison.Ordinal) },
                { "docs/adr/0005-long.md", good + new string('\n', AdrRules.MaxLines) },
            },
            "docs/adr/0002-undated.md", "docs/adr/0003-without-options.md", "docs/adr/0004-without-revisit.md", "docs/adr/0005-long.md");
    }

    [Fact, Enforces(1)]
    public void An_accepted_decision_has_a_live_enforcer_or_says_why_not()
    {
        AdrRules.Enforced.HoldsFor(SourceTree.Real);
        AdrRules.Enforced.Catches(
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
            "docs/adr/0002-other-number.md", "docs/adr/0003-gone.md", "docs/adr/0004-skipped.md", "docs/adr/0005-no-test.md",
            "docs/adr/0006-good-intentions.md");
    }

    [Fact, Enforces(36)]
    public void An_explicit_test_is_named_as_one()
    {
        AdrRules.Marked.HoldsFor(SourceTree.Real);
        AdrRules.Marked.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", Record(1, enforcedBy: "`SomeTests.A_test`, `SomeTests.Some_rows`, `SomeTests.Slow` (explicit),\n  `SomeTests.Slow_rows`\n  (explicit)") },
                { "docs/adr/0002-unmarked.md", Record(2, enforcedBy: "`SomeTests.Slow`") },
                { "docs/adr/0003-unmarked-rows.md", Record(3, enforcedBy: "`SomeTests.Slow_rows`") },
                { "docs/adr/0004-marked.md", Record(4, enforcedBy: "`SomeTests.A_test` (explicit)") },
                { "docs/adr/0005-marked-rows.md", Record(5, enforcedBy: "`SomeTests.Some_rows` (explicit)") },
                { "tests/Some/SomeTests.cs", Tests },
            },
            "docs/adr/0002-unmarked.md", "docs/adr/0003-unmarked-rows.md", "docs/adr/0004-marked.md", "docs/adr/0005-marked-rows.md");
    }

    [Fact, Enforces(36)]
    public void An_accepted_decision_is_enforced_in_everybodys_run()
    {
        AdrRules.ForEverybody.HoldsFor(SourceTree.Real);
        AdrRules.ForEverybody.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", Record(1, enforcedBy: "`SomeTests.Slow` (explicit), `SomeTests.A_test`") },
                { "docs/adr/0002-slow.md", Record(2, enforcedBy: "`SomeTests.Slow` (explicit)") },
                { "docs/adr/0003-not-enforceable.md", Record(3, enforcedBy: "not enforceable, because it is not") },
            },
            "docs/adr/0002-slow.md");
    }

    [Fact, Enforces(1)]
    public void The_index_says_of_every_accepted_decision_who_should_read_it()
    {
        AdrRules.Introduced.HoldsFor(SourceTree.Real);
        AdrRules.Introduced.Catches(
            new SourceTree
            {
                { AdrIndex.Path, "## Where to start\n\nFirst [0001], then 0002.\n\n## Records\n\n[0003]: 0003-c.md\n" },
                { "docs/adr/0001-a.md", Record(1) }, { "docs/adr/0002-b.md", Record(2) }, { "docs/adr/0003-c.md", Record(3) },
                { "docs/adr/0004-d.md", Record(4, status: "proposed") },
            },
            "docs/adr/0002-b.md", "docs/adr/0003-c.md");
    }

    [Fact, Enforces(1)]
    public void A_test_enforces_only_accepted_decisions()
    {
        AdrRules.Claims.HoldsFor(SourceTree.Real);
        AdrRules.Claims.Catches(
            new SourceTree
            {
                { "docs/adr/0001-good.md", Record(1) },
                { "docs/adr/0004-proposed.md", Record(4, status: "proposed") },
                { "tests/Some/SomeTests.cs", Tests },
            },
            "SomeTests.Skipped", "SomeTests.No_test");
    }

    [Fact, Enforces(1)]
    public void The_files_to_look_at_exist()
    {
        AdrRules.LookAt.HoldsFor(SourceTree.Real);
        AdrRules.LookAt.Catches(
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
        AdrRules.Superseded.HoldsFor(SourceTree.Real);
        AdrRules.Superseded.Catches(
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
        AdrRules.Mentioned.HoldsFor(SourceTree.Real);
        AdrRules.Mentioned.Catches(
            new SourceTree { { "docs/adr/0001-good.md", Record(1) }, { "src/A.cs", "// see ADR 0001 and ADR 0042" } }, "src/A.cs: 0042");
    }

    [Fact, Enforces(1)]
    public void The_index_links_every_decision_once()
    {
        AdrRules.Indexed.HoldsFor(SourceTree.Real);
        AdrRules.Indexed.Catches(
            new SourceTree
            {
                { "docs/adr/README.md", "[1](0001-a.md) [2](0002-b.md) [3](0003-c.md) [2](0002-d.md)" },
                { "docs/adr/0001-a.md", Record(1) }, { "docs/adr/0002-b.md", Record(2) }, { "docs/adr/0002-d.md", Record(2) },
                { "docs/adr/0003-c.md", Record(3) }, { "docs/adr/0004-e.md", Record(4) },
            },
            "docs/adr/0002-b.md", "docs/adr/0002-d.md", "docs/adr/0004-e.md");
    }

    [Fact, Enforces(1)]
    public void The_index_says_what_the_decisions_say()
    {
        var renewed = AdrIndex.Renewed(SourceTree.Real);
        if (Environment.GetEnvironmentVariable("CLEANFILES_RENEW") == "1") File.WriteAllText(Path.Combine(SourceTree.Root, AdrIndex.Path), renewed);

        Assert.True(
            SourceTree.Real[AdrIndex.Path] == renewed,
            $"{AdrIndex.Path} is not what the decisions say. Run: CLEANFILES_RENEW=1 dotnet test --project tests/Architecture, and once more without.");
    }

    [Fact, Enforces(1)]
    public void The_index_has_name_sentence_status_and_enforcers_of_each_decision() => Assert.Equal(
        """
        Before.
        <!-- records -->
        | | Decision | In one sentence | Status | Enforced by |
        |---|---|---|---|---|
        | 1 | [Record](0001-a.md) | It was decided | accepted | `SomeTests`, `OtherTests` (explicit) |
        | 2 | [Record](0002-b.md) | It was decided | proposed | nobody can |

        [0001]: 0001-a.md
        [0002]: 0002-b.md

        <!-- end -->
        After.
        """,
        AdrIndex.Renewed(new SourceTree
        {
            { AdrIndex.Path, "Before.\n<!-- records -->\nold\n<!-- end -->\nAfter." },
            { "docs/adr/0002-b.md", Record(2, status: "proposed", enforcedBy: "not enforceable, because it is not") },
            { "docs/adr/0001-a.md", Record(1, enforcedBy: "`SomeTests.A_test`, `SomeTests.Another` (explicit), `OtherTests.A_test` (explicit)") },
        }));

    [Fact, Enforces(1)]
    public void What_only_the_repository_has_stands_in_a_table_of_its_own()
    {
        var index = AdrIndex.Renewed(new SourceTree
        {
            { AdrIndex.Path, "<!-- records -->\n<!-- end -->" },
            { "docs/adr/0001-a.md", Record(1, status: "accepted\nonly: repository") },
            { "docs/adr/0002-b.md", Record(2) },
        }).Split(AdrIndex.OnlyHere);

        Assert.EndsWith("| 2 | [Record](0002-b.md) | It was decided | accepted | `SomeTests` |\n\n[0002]: 0002-b.md\n\n", index[0], StringComparison.Ordinal);
        Assert.EndsWith($"| 1 | [Record](0001-a.md) | It was decided | accepted | `SomeTests` |\n\n[0001]: 0001-a.md\n\n{AdrIndex.Everywhere}<!-- end -->", index[1], StringComparison.Ordinal);
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

            [Fact(Explicit = true)]
            public void Slow() { }

            [Theory, MemberData(nameof(Databases))]
            [InlineData(nameof(Slow), Explicit = true)]
            public void Some_rows(string name) { }

            [Theory]
            [InlineData(nameof(Slow), Explicit = true)]
            [InlineData("x", Explicit = true)]
            public void Slow_rows(string name) { }
        }
        """;

    private static string Claim(int adr) => $"[{nameof(EnforcesAttribute)[..^9]}({adr})]";

    private static string Record(
        int number, string status = "accepted", string enforcedBy = "`SomeTests.A_test`", string lookAt = "[a](../../src/A.cs)") => $"""
        ---
        status: {status}
        date: 2026-03-02
        name: Record
        summary: It was decided
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
}
