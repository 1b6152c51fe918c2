using System.Text.Json;
using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Nodes;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <param name="Settled">From the last write until nothing was on its way any more; null when something still was.</param>
/// <param name="Missed">Rounds in which nobody came to the point in time.</param>
/// <param name="Said">By the processes, beside what the run listens to.</param>
internal sealed record ChaosReport(
    int Seed,
    TimeSpan Took,
    TimeSpan? Settled,
    IReadOnlyList<Round> Rounds,
    IReadOnlyList<Kill> Kills,
    int Missed,
    IReadOnlyList<Trouble> Troubles,
    History History,
    Judgement Verdict,
    IReadOnlyList<string> Said)
{
    private const int SaidShown = 100;

    /// <summary>Where fewer were killed than a long run asks for, lest it proves less than it says: half of what the schedule means to.</summary>
    public IEnumerable<CrashPoint> Rare => Enum.GetValues<CrashPoint>().Where(point => Kills.Count(kill => kill.Point == point) < Rounds.Count / 20);

    public void Print(TextWriter output)
    {
        output.WriteLine("| killed | times | events in flight, median |");
        output.WriteLine("|---|--:|--:|");
        foreach (var point in Enum.GetValues<CrashPoint>().Select(one => (CrashPoint?)one).Append(null))
            output.WriteLine($"| {point?.ToString() ?? "anywhere, from outside"} | {Kills.Count(kill => kill.Point == point)} | {Median(point)} |");
        output.WriteLine();
        output.WriteLine("| trouble | times |");
        output.WriteLine("|---|--:|");
        foreach (var trouble in Enum.GetValues<Trouble>()) output.WriteLine($"| {trouble} | {Troubles.Count(one => one == trouble)} |");
        output.WriteLine();
        output.WriteLine("| consumer | effects |");
        output.WriteLine("|---|--:|");
        foreach (var (consumer, effects) in History.Effects) output.WriteLine($"| {consumer} | {effects.Count} |");
        output.WriteLine();
        output.WriteLine($"Seed {Seed}: {Kills.Count} kills in {Took:h\\:mm\\:ss} ({Missed} rounds without), {History.Committed.Count} events committed, " +
            $"the longest stream {History.Committed.Max(fact => fact.Version)}, {History.Moves.Count} moves of bookmarks; " +
            (Settled is { } span ? $"nothing was on its way {span.TotalSeconds:F0} s after the last write." : "something was still on its way at the end."));
        output.WriteLine($"Verdict: {Verdict}.");
        if (Verdict.IsClean) return;
        foreach (var line in Said.TakeLast(SaidShown)) output.WriteLine(line);
    }

    /// <returns>The file.</returns>
    public async Task<string> SaveAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"resilience-{Seed}.json");
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, new { Seed, Rounds = Rounds.Select(round => round.ToString()), Kills, Troubles, Verdict = Verdict.ToString(), History, Said });
        return path;
    }

    private int Median(CrashPoint? point) =>
        Kills.Where(kill => kill.Point == point).Select(kill => kill.InFlight).Order().ToList() is { Count: > 0 } sorted ? sorted[sorted.Count / 2] : 0;
}
