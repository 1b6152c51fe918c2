using System.Diagnostics;
using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Nodes;
using CleanFiles.Support;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>Kills one process after the other while files are written, each with something in flight, and then holds what happened against what was committed.</summary>
internal sealed class ChaosRun(Cluster cluster, int seed, Action<string> told)
{
    private static readonly TimeSpan PointPatience = TimeSpan.FromSeconds(20), Recovery = TimeSpan.FromMinutes(2);

    private readonly Troubles _troubles = new(cluster, seed);
    private readonly List<Kill> _kills = [];
    private readonly List<Trouble> _troublesMade = [];
    private int _missed;

    public async Task<ChaosReport> RunAsync(IReadOnlyList<Round> rounds, TimeSpan quiet)
    {
        var clock = Stopwatch.StartNew();
        await cluster.StartAllAsync();
        foreach (var (n, round) in rounds.Index())
        {
            var recovered = await RunAsync(round);
            told($"{clock.Elapsed:mm\\:ss} {n + 1}/{rounds.Count} {round}: {recovered}");
        }

        var history = await cluster.SettleAsync(quiet);
        return new ChaosReport(seed, clock.Elapsed, rounds, _kills, _missed, _troublesMade, history, Checker.Check(history));
    }

    private async Task<string> RunAsync(Round round)
    {
        var trouble = round.Trouble is { } one ? _troubles.MakeAsync(one, TimeSpan.FromMilliseconds(round.Milliseconds)) : Task.CompletedTask;
        if (round.Trouble is { } made) _troublesMade.Add(made);
        var inFlight = round.Victim is null ? 0 : await KillAsync(round.Victim, round);
        await trouble;
        var clock = Stopwatch.StartNew();
        if (inFlight > 0) _kills.Add(new Kill(round.Point, inFlight));
        await cluster.RestartTheDeadAsync();

        await MoreHappensAsync();
        return $"{(inFlight > 0 ? $"{inFlight} in flight" : "nobody killed")}, all at work after {clock.Elapsed.TotalSeconds:F1} s";
    }

    /// <returns>How many events were in flight, at the least; 0 when it was not killed, because it did not come to the point in time.</returns>
    private async Task<int> KillAsync(string name, Round round)
    {
        var victim = cluster[name];
        if (round.Point is not { } point)
        {
            await Eventually.IsTrueAsync(IsInFlightAsync, "something was in flight", Recovery);
            await victim.KillAsync();
            return 1;
        }

        victim.Order(NodeProgram.Arm, $"{point}", $"{round.Passes}");
        if (await victim.EndsWithinAsync(PointPatience)) return victim.InFlight;
        victim.Order(NodeProgram.Disarm);
        // It may have come there meanwhile.
        if (await victim.EndsWithinAsync(TimeSpan.FromSeconds(1))) return victim.InFlight;
        _missed++;
        return 0;
    }

    /// <summary>Every consumer had an effect of something that was committed from now on.</summary>
    private async Task MoreHappensAsync()
    {
        long[] before = [];
        await Eventually.IsTrueAsync(
            async () =>
            {
                if (await TryAsync(CountsAsync) is not { } counts) return false;
                if (before.Length == 0) before = counts;
                return counts.Zip(before).All(pair => pair.First > pair.Second);
            },
            "every consumer had another effect",
            Recovery);
    }

    private async Task<long[]?> CountsAsync() =>
    [
        await cluster.Notary.CountAsync("audit_entries"),
        await cluster.Notary.CountAsync($"effects where consumer = '{Recorder.Name}'"),
        await cluster.Notary.CountAsync($"effects where consumer = '{Caller.Name}'"),
    ];

    private async Task<bool> IsInFlightAsync() => await TryAsync(async () => await cluster.Notary.IsAnythingInFlightAsync() ? new object() : null) is not null;

    /// <returns>Null while the database is away.</returns>
    private static async Task<T?> TryAsync<T>(Func<Task<T?>> ask) where T : class
    {
        try
        {
            return await ask();
        }
        catch (Npgsql.NpgsqlException)
        {
            return null;
        }
    }
}

/// <param name="Point">Null for anywhere.</param>
internal sealed record Kill(CrashPoint? Point, int InFlight);
