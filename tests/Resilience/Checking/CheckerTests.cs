namespace CleanFiles.Resilience.Tests.Checking;

public sealed class CheckerTests
{
    private const string Type = "file.renamed";

    private static readonly Fact First = new("a", 1, Type), Second = new("a", 2, Type);

    private static readonly History Good = Of(First, Second) with
    {
        Acknowledged = [First],
        Moves = [new BookmarkMove(0, 1, IsBack: false, IsByHolder: true), new BookmarkMove(0, 2, IsBack: false, IsByHolder: true)],
    };

    public static TheoryData<string> Breaches => [.. Enum.GetNames<Breach>()];

    [Fact]
    public void What_kept_every_promise_is_clean() => Assert.True(Checker.Check(Good).IsClean);

    [Theory, Enforces(27)]
    [MemberData(nameof(Breaches))]
    public void Each_broken_promise_is_called_by_its_name_and_no_other(string name)
    {
        var breach = Enum.Parse<Breach>(name);

        var verdict = Checker.Check(Broken(breach));

        Assert.Equal([breach], verdict.Breaches);
        Assert.Equal(1, verdict[breach]);
    }

    private static History Broken(Breach breach) => breach switch
    {
        Breach.Lost => Of(First),
        Breach.Phantom => Of(First, Second, new Fact("b", 1, Type)),
        Breach.Duplicate => Of(First, Second, Second),
        Breach.Swapped => Of(Second, First),
        Breach.Undone => Good with { Acknowledged = [new Fact("a", 3, Type)] },
        Breach.MovedBack => Good with { Moves = [new BookmarkMove(0, 1, IsBack: true, IsByHolder: true)] },
        Breach.MovedByAnother => Good with { Moves = [new BookmarkMove(0, 1, IsBack: false, IsByHolder: false)] },
        Breach.Pending => Good with { Pending = 1 },
        _ => Good with { Dead = 1 },
    };

    private static History Of(params Fact[] effects) => new()
    {
        Committed = [First, Second],
        Effects = new Dictionary<string, IReadOnlyList<Fact>> { ["consumer"] = effects },
    };
}
