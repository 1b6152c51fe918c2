namespace CleanFiles.Architecture.Tests.Rules;

public class RuleTests
{
    private static readonly Rule<int[]> Even = new(
        7, "Numbers are even.", "Double them.", numbers => numbers.Select(n => new Finding($"{n}", n % 2 == 0 ? null : "is odd")));

    [Fact]
    public void A_rule_that_holds_says_nothing() => Assert.Null(Even.Verdict([2, 4]));

    [Fact, Enforces(1)]
    public void A_broken_rule_names_the_culprits_the_decision_and_the_way_to_mend_it() => Assert.Equal(
        """
        ADR 0007 is broken: Numbers are even.
          3: is odd
          5: is odd
        Mend it: Double them.
        Why: docs/adr/0007-*.md
        """,
        Even.Verdict([2, 3, 5]));

    [Fact, Enforces(1)]
    public void A_rule_that_looked_at_nothing_is_broken() =>
        Assert.StartsWith("ADR 0007 is not enforced: \"Numbers are even.\" looked at nothing.", Even.Verdict([]), StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_catches_nobody_fails_its_proof() => Assert.ThrowsAny<Exception>(() => Even.Catches([2], "2"));

    [Fact]
    public void A_rule_that_catches_the_innocent_too_fails_its_proof() => Assert.ThrowsAny<Exception>(() => Even.Catches([3, 5], "3"));
}
