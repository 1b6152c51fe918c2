namespace CleanFiles.Resilience.Tests.Checking;

/// <summary>Holds what happened against what was committed. The same for simulated and for real processes.</summary>
internal static class Checker
{
    public static Judgement Check(History history)
    {
        var verdict = new Judgement();
        var committed = history.Committed.ToHashSet();
        foreach (var fact in history.Acknowledged.Where(fact => !committed.Contains(fact))) verdict.Add(Breach.Undone, $"{fact}");
        foreach (var (consumer, effects) in history.Effects) Check(consumer, effects, committed, verdict);
        foreach (var shard in history.Moves.GroupBy(move => move.Shard)) Check(shard, verdict);
        for (var n = 0; n < history.Pending; n++) verdict.Add(Breach.Pending, "an event");
        for (var n = 0; n < history.Dead; n++) verdict.Add(Breach.Dead, "an event");
        return verdict;
    }

    private static void Check(string consumer, IReadOnlyList<Fact> effects, HashSet<Fact> committed, Judgement verdict)
    {
        var met = new HashSet<Fact>();
        var last = new Dictionary<string, long>();
        foreach (var fact in effects)
        {
            if (!committed.Contains(fact)) verdict.Add(Breach.Phantom, $"{consumer} {fact}");
            if (!met.Add(fact)) verdict.Add(Breach.Duplicate, $"{consumer} {fact}");
            else if (fact.Version < last.GetValueOrDefault(fact.Stream)) verdict.Add(Breach.Swapped, $"{consumer} {fact} after {last[fact.Stream]}");
            last[fact.Stream] = Math.Max(fact.Version, last.GetValueOrDefault(fact.Stream));
        }

        foreach (var fact in committed.Where(fact => !met.Contains(fact))) verdict.Add(Breach.Lost, $"{consumer} {fact}");
    }

    private static void Check(IGrouping<int, BookmarkMove> shard, Judgement verdict)
    {
        var epoch = long.MinValue;
        foreach (var move in shard)
        {
            if (move.IsBack || move.Epoch < epoch) verdict.Add(Breach.MovedBack, $"shard {move.Shard}");
            if (!move.IsByHolder) verdict.Add(Breach.MovedByAnother, $"shard {move.Shard}");
            epoch = Math.Max(epoch, move.Epoch);
        }
    }
}
