namespace CleanFiles.Resilience.Tests.Simulation;

internal enum Fault
{
    None,

    /// <summary>The call fails, before or after it has done its work.</summary>
    Error,

    /// <summary>Only the database: the transaction is undone because of another one.</summary>
    Conflict,

    /// <summary>The process ends here, and nothing of it goes on.</summary>
    Crash,

    /// <summary>The process stands still for longer than its lease, and then goes on where it was.</summary>
    Freeze,

    /// <summary>The answer takes long.</summary>
    Slow,
}

/// <summary>
/// All chance of one run, drawn from its seed: the answer to the n-th question is the same whenever it is asked. Each seed is fond of some
/// faults and knows others not at all, since what all of them together hide a few bring to light.
/// </summary>
/// <param name="Kept">The steps whose faults happen; null for all.</param>
internal sealed record Plan(ulong Seed, IReadOnlySet<int>? Kept = null)
{
    /// <summary>Steps after which nothing goes wrong any more.</summary>
    public const int Healed = 1_500;

    private static readonly Fault[] Kinds = [Fault.Error, Fault.Conflict, Fault.Crash, Fault.Freeze, Fault.Slow];

    private static readonly int[] PerThousand = [20, 20, 5, 4, 20];

    public Fault FaultAt(int step)
    {
        if (step >= Healed || Kept?.Contains(step) == false) return Fault.None;
        var roll = Roll(step, 1, 1_000);
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var chance = PerThousand[kind] * Roll(-1 - kind, 2, 4);
            if (roll < chance) return Kinds[kind];
            roll -= chance;
        }

        return Fault.None;
    }

    /// <summary>Mostly hardly any, sometimes as long as others take for much.</summary>
    public TimeSpan LatencyAt(int step) => TimeSpan.FromMilliseconds(Roll(step, 3, 10) switch
    {
        < 4 => 0,
        < 9 => Roll(step, 4, 20),
        _ => Roll(step, 4, 400),
    });

    /// <returns>A number from 0 to below, the same for the same question.</returns>
    public int Roll(int step, int question, int below) =>
        (int)(Mix(Mix(Seed + (0x9E3779B97F4A7C15UL * (ulong)(uint)step)) + (ulong)question) % (ulong)below);

    /// <summary>The output function of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
