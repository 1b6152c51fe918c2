using CleanFiles.Resilience.Tests.Nodes;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>What goes wrong beside the kills.</summary>
internal enum Trouble
{
    /// <summary>A relay stands still for longer than its lease, and goes on as a zombie.</summary>
    FrozenRelay,

    /// <summary>PostgreSQL ends as in a crash, and recovers from its log.</summary>
    DatabaseCrash,

    /// <summary>PostgreSQL ends all sessions of the service, whatever they are doing.</summary>
    CutSessions,

    /// <summary>Some transactions of writers are undone as if by others, and tried again.</summary>
    Conflicts,

    /// <summary>The broker does what it is asked, and its answers are lost.</summary>
    LostAnswers,

    /// <summary>Connections to the broker are reset.</summary>
    ResetConnections,

    /// <summary>Nobody answers at the broker's address.</summary>
    BrokerAway,

    /// <summary>Requests and answers of the broker arrive late.</summary>
    SlowBroker,

    /// <summary>The broker says that it is asked too much.</summary>
    Throttling,

    /// <summary>Somebody sets the clock of a process by hours.</summary>
    ClockJump,
}

/// <param name="Victim">Who is killed; null for nobody.</param>
/// <param name="Point">Where it kills itself; null when it is killed from outside, wherever it is.</param>
/// <param name="Passes">Which pass of that point it is.</param>
/// <param name="Trouble">What else goes wrong meanwhile; null for nothing.</param>
/// <param name="Milliseconds">For how long.</param>
internal sealed record Round(string? Victim, CrashPoint? Point = null, int Passes = 1, Trouble? Trouble = null, int Milliseconds = 0)
{
    public override string ToString() => string.Join(", ", Parts());

    private IEnumerable<string> Parts()
    {
        if (Victim is not null) yield return $"{Victim} {(Point is null ? "anywhere" : $"at pass {Passes} of {Point}")}";
        if (Trouble is not null) yield return $"{Trouble} for {Milliseconds} ms";
    }
}

/// <summary>Drawn from a seed, before anything runs.</summary>
internal static class Schedule
{
    /// <summary>Every crash point comes as often as every other, and three times for once anywhere.</summary>
    public static IEnumerable<Round> Of(int seed, int rounds)
    {
        var random = new Random(seed);
        var points = Bag(random, [.. Enum.GetValues<CrashPoint>().Select(point => (CrashPoint?)point), null, null]);
        var troubles = Bag(random, Enum.GetValues<Trouble>());
        for (var n = 0; n < rounds; n++)
        {
            var point = points();
            var victims = Cluster.Names.Where(node => point is null || node.Value == point.Value.Role()).Select(node => node.Key).ToArray();
            yield return new Round(
                random.GetItems(victims, 1)[0], point, random.Next(1, 6), random.Next(2) == 0 ? troubles() : null, random.Next(200, 3_000));
        }
    }

    /// <summary>Each once in any order, and then again.</summary>
    private static Func<T> Bag<T>(Random random, T[] all)
    {
        var left = new Queue<T>();
        return () =>
        {
            if (left.Count == 0)
            {
                var shuffled = all.ToArray();
                random.Shuffle(shuffled);
                foreach (var one in shuffled) left.Enqueue(one);
            }

            return left.Dequeue();
        };
    }
}
