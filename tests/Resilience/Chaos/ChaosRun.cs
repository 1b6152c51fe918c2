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

        var (history, settled) = await cluster.SettleAsync(quiet);
        return new ChaosReport(seed, clock.Elapsed, settled, rounds, _kills, _missed, _troublesMade, history, Checker.Check(history), [.. cluster.Said]);
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
            int? inFlight = null;
            await Eventually.IsTrueAsync(
                async () => (inFlight = await TryAsync(cluster.Notary.InFlightAsync)) > 0, "something was in flight", Recovery);
            await victim.KillAsync();
            return inFlight!.Value;
        }

        victim.Order(NodeProgram.Arm, $"{point}", $"{round.Passes}");
        if (await victim.EndsWithinAsync(PointPatience)) return victim.InFlight;
        victim.Order(NodeProgram.Disarm);
        // It may have come there meanwhile.
        if (await victim.EndsWithinAsync(TimeSpan.FromSeconds(1))) return victim.InFlight;
        _missed++;
        return 0;
    }

    /// <summary>Something that is committed from now on has its effect at every consumer.</summary>
    private async Task MoreHappensAsync()
    {
        long? last = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                last ??= await TryAsync(cluster.Notary.LastAsync);
                return last is { } n && await TryAsync(() => cluster.Notary.IsAnyDoneSinceAsync(n)) == true;
            },
            "every consumer had its effect of something new",
            Recovery);
    }

    /// <returns>Null while the database is away.</returns>
    private static async Task<T?> TryAsync<T>(Func<Task<T>> ask) where T : struct
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
