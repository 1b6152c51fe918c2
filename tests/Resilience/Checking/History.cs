namespace CleanFiles.Resilience.Tests.Checking;

/// <summary>The event that took a stream to a version: there is one of each.</summary>
/// <param name="Type">As its contract calls it.</param>
internal readonly record struct Fact(string Stream, long Version, string Type)
{
    public override string ToString() => $"{Stream} {Version} {Type}";
}

/// <summary>What a run left behind, whoever wrote it down: the database that real processes share, or a simulated one.</summary>
internal sealed record History
{
    /// <summary>What the writers' transactions committed, by the rows that they changed: the outbox has no say in it.</summary>
    public required IReadOnlyCollection<Fact> Committed { get; init; }

    /// <summary>What writers were told is committed.</summary>
    public IReadOnlyCollection<Fact> Acknowledged { get; init; } = [];

    /// <summary>What each consumer did, in the order in which it became durable.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Fact>> Effects { get; init; }

    /// <summary>Every change of a bookmark, in order.</summary>
    public IReadOnlyList<BookmarkMove> Moves { get; init; } = [];

    /// <summary>Events that no bookmark has passed at the end.</summary>
    public long Pending { get; init; }

    /// <summary>What was given up, by the relay or by a consumer.</summary>
    public long Dead { get; init; }
}

/// <param name="Epoch">Counts the take-overs of the shard.</param>
/// <param name="IsBack">Something that had been behind the bookmark is not any more.</param>
/// <param name="IsByHolder">Whoever moved it held the shard at that time.</param>
internal readonly record struct BookmarkMove(int Shard, long Epoch, bool IsBack, bool IsByHolder);
