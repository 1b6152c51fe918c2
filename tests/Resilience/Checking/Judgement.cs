namespace CleanFiles.Resilience.Tests.Checking;

internal enum Breach
{
    /// <summary>Committed, but without effect at a consumer.</summary>
    Lost,

    /// <summary>An effect of what was never committed.</summary>
    Phantom,

    /// <summary>An effect that a consumer had twice.</summary>
    Duplicate,

    /// <summary>An effect after one of a later version of its stream.</summary>
    Swapped,

    /// <summary>A writer was told that it is committed, and it is not.</summary>
    Undone,

    /// <summary>A bookmark moved back, or its epoch did.</summary>
    MovedBack,

    /// <summary>A bookmark was moved by a relay that others had taken it from.</summary>
    MovedByAnother,

    /// <summary>Not behind any bookmark although all is healed.</summary>
    Pending,

    /// <summary>Given up although all that was wrong is healed.</summary>
    Dead,
}

/// <summary>How often each promise was broken, with the first few cases.</summary>
internal sealed class Judgement
{
    private const int Shown = 3;

    private readonly SortedDictionary<Breach, List<string>> _cases = [];

    public bool IsClean => _cases.Count == 0;

    public IReadOnlyCollection<Breach> Breaches => _cases.Keys;

    public int this[Breach breach] => _cases.TryGetValue(breach, out var cases) ? cases.Count : 0;

    public void Add(Breach breach, string @case)
    {
        if (!_cases.TryGetValue(breach, out var cases)) _cases[breach] = cases = [];
        cases.Add(@case);
    }

    public override string ToString() => IsClean ? "nothing lost, invented, doubled or swapped"
        : string.Join("; ", _cases.Select(one => $"{one.Key}: {one.Value.Count} ({string.Join(", ", one.Value.Take(Shown))}{(one.Value.Count > Shown ? ", ..." : "")})"));
}
