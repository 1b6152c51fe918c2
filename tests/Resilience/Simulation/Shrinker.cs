using CleanFiles.Resilience.Tests.Variants;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>Finds few faults that are enough to break a promise: delta debugging (Zeller and Hildebrandt, 2002).</summary>
internal static class Shrinker
{
    /// <param name="failed">A run of that seed that broke a promise.</param>
    /// <returns>One that breaks the same promises, and would not with any of its faults less.</returns>
    public static Outcome Shrink(ulong seed, Variant variant, Outcome failed)
    {
        var best = failed;
        for (var size = failed.Faulty.Count; size > 0;)
        {
            if (Smaller(seed, variant, best, size) is { } smaller) best = smaller;
            else size /= 2;
            size = Math.Min(size, best.Faulty.Count);
        }

        return best;
    }

    /// <returns>Without some faults in a row; null when each was needed.</returns>
    private static Outcome? Smaller(ulong seed, Variant variant, Outcome failed, int size) => failed.Faulty.Chunk(size)
        .Select(without => SimulatedRun.Run(new Plan(seed, failed.Faulty.Except(without).ToHashSet()), variant))
        .FirstOrDefault(outcome => failed.Verdict.Breaches.All(outcome.Verdict.Breaches.Contains) && outcome.Faulty.Count < failed.Faulty.Count);
}
