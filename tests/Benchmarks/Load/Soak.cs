using System.Diagnostics;

namespace CleanFiles.Benchmarks.Load;

/// <summary>A closed loop of producers beside relay and consumers, for so long that what grows is seen to grow. The harness keeps nothing of an event.</summary>
internal sealed class Soak(ISubject subject, Job job, Effects effects, TextWriter progress)
{
    private static readonly TimeSpan Tell = TimeSpan.FromSeconds(30), Look = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _duration = TimeSpan.FromSeconds(job.Seconds);
    private long _begun, _events;

    /// <summary>Begins when everything runs and is warm.</summary>
    public async Task<Figures> RunAsync()
    {
        var cpu = await Cpu.NowAsync(job.ConnectionString);
        _begun = Stopwatch.GetTimestamp();
        var producing = Task.WhenAll(Enumerable.Range(0, job.Producers).Select(_ => Task.Run(ProduceAsync)));
        var early = MemoryAfterAsync(_duration / 10);
        while (await Task.WhenAny(producing, Task.Delay(Tell)) != producing) await TellAsync();
        await producing;
        var produced = Stopwatch.GetElapsedTime(_begun);
        var late = Memory.Now();
        var waiting = effects.Waiting;
        var rows = await TableStatistics.ReadAsync(job.ConnectionString);
        await effects.AllAsync();
        var figures = new Figures
        {
            PerSecond = _events / Stopwatch.GetElapsedTime(_begun).TotalSeconds,
            ProducedPerSecond = _events / produced.TotalSeconds,
            Cpu = cpu.Per(_events),
            Soak = new SoakFigures(_events, waiting, await early, late, rows["outbox"], rows["bookmark"]),
        };
        await SettleAsync();
        return figures;
    }

    /// <summary>A delivery that comes twice, as some may in so long a time, was counted in the place of another one, whose effect is about to come.</summary>
    private async Task SettleAsync()
    {
        var expected = (_events + job.WarmUp) * job.Consumers;
        var began = Stopwatch.GetTimestamp();
        while ((await subject.CountAsync(CancellationToken.None)).Effects < expected && Stopwatch.GetElapsedTime(began) < Patience) await Task.Delay(Look);
    }

    private static async Task<Memory> MemoryAfterAsync(TimeSpan time)
    {
        await Task.Delay(time);
        return Memory.Now();
    }

    private async Task ProduceAsync()
    {
        while (Stopwatch.GetElapsedTime(_begun) < _duration)
        {
            effects.Expect(job.Consumers);
            await subject.ProduceAsync(Guid.CreateVersion7(), CancellationToken.None);
            Interlocked.Increment(ref _events);
        }
    }

    private Task TellAsync() => progress.WriteLineAsync(
        $"{Stopwatch.GetElapsedTime(_begun).TotalSeconds:N0} s: {Interlocked.Read(ref _events):N0} events, {effects.Waiting:N0} waiting, {Memory.Now()}");
}

/// <param name="Events">Produced, and each of them handled in the end.</param>
/// <param name="Waiting">Events without their effect, when producers stopped.</param>
/// <param name="Early">After a tenth of the time.</param>
/// <param name="Late">When producers stopped.</param>
/// <param name="Outbox">When producers stopped, like that of the bookmark.</param>
public sealed record SoakFigures(long Events, long Waiting, Memory Early, Memory Late, TableStatistics Outbox, TableStatistics Bookmark);
