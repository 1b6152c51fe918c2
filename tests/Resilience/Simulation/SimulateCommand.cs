using System.Diagnostics;
using CleanFiles.Resilience.Tests.Variants;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>Runs one schedule after the other, and tells the first that breaks a promise as shortly as it can.</summary>
internal static class SimulateCommand
{
    public const string Name = "simulate";

    /// <summary>In a process of its own, whose pool has one thread.</summary>
    /// <returns>The exit code and what it said.</returns>
    public static async Task<(int ExitCode, string Output)> StartAsync(ulong from, int seeds, Variant variant, Action<string>? told = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SimulateCommand).Assembly.Location, Name, $"{from}", $"{seeds}", $"{variant}"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var setting in OneThread.Settings) start.Environment[setting] = "1";
        using var process = Process.Start(start)!;
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            told?.Invoke(line);
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', lines));
    }

    /// <returns>0 when every schedule kept all promises.</returns>
    public static int Run(ulong from, int seeds, Variant variant)
    {
        var clock = Stopwatch.StartNew();
        var faults = 0;
        for (var seed = from; seed < from + (ulong)seeds; seed++)
        {
            var outcome = Run(seed, variant);
            if (outcome is null) return 1;
            faults += outcome.Faulty.Count;
        }

        Console.WriteLine($"{seeds} schedules with {faults} faults in {clock.Elapsed.TotalSeconds:F1} s, seeds {from} to {from + (ulong)seeds - 1}: nothing lost, invented, doubled or swapped.");
        return 0;
    }

    /// <returns>Null when a promise was broken, which has been told then.</returns>
    private static Outcome? Run(ulong seed, Variant variant)
    {
        try
        {
            var outcome = SimulatedRun.Run(new Plan(seed), variant);
            if (outcome.Verdict.IsClean) return outcome;
            Tell(seed, variant, outcome);
        }
        catch (Exception e) when (e is not NotSupportedException)
        {
            Console.WriteLine($"Seed {seed}: {e}");
        }

        return null;
    }

    private static void Tell(ulong seed, Variant variant, Outcome outcome)
    {
        Console.WriteLine($"Seed {seed}: {outcome.Verdict}");
        var shortest = Shrinker.Shrink(seed, variant, outcome);
        Console.WriteLine($"{shortest.Faulty.Count} of its {outcome.Faulty.Count} faults are enough: {shortest.Verdict}");
        foreach (var line in shortest.Trace) Console.WriteLine(line);
        Console.WriteLine($"Again: dotnet run -c Release --project tests/Resilience -- --seeds 1 --from {seed}{(variant == Variant.None ? "" : $" --variant {variant}")}");
    }
}
