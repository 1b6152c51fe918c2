using System.Diagnostics;

namespace CleanFiles.Benchmarks.Load;

/// <summary>Runs one job on one subject, and checks by the database that what it measured did happen.</summary>
internal sealed class Measurement(ISubject subject, Job job)
{
    private const int PacedWarmUpSeconds = 10;

    private readonly Effects _effects = new(timed: job.Scenario == Scenario.Latency);

    /// <exception cref="InvalidOperationException">Rows or effects are missing, or there are more than there should be.</exception>
    public async Task<Figures> RunAsync()
    {
        var figures = await (job.Scenario switch
        {
            Scenario.Sustained => SustainAsync(),
            Scenario.Producing => ProduceAloneAsync(),
            Scenario.Drain => DrainAsync(),
            Scenario.Soak => SoakAsync(),
            _ => TimeAsync(),
        });
        var events = (figures.Soak?.Events ?? job.Events) + job.WarmUp;
        var expected = (Produced: events, Effects: job.WithEvent ? events * job.Consumers : 0);
        var counted = await subject.CountAsync(CancellationToken.None);
        return counted.Effects == expected.Effects && (counted.Produced == expected.Produced || job.Scenario == Scenario.Drain)
            ? figures
            : throw new InvalidOperationException($"Expected {expected}, but the database has {counted}.");
    }

    private async Task<Figures> SustainAsync()
    {
        await StartAsync();
        await ProduceAsync(job.WarmUp);
        await _effects.AllAsync();
        var cpu = await Cpu.NowAsync(job.ConnectionString);
        var began = Stopwatch.GetTimestamp();
        await ProduceAsync(job.Events);
        var produced = Stopwatch.GetElapsedTime(began);
        await _effects.AllAsync();
        return new Figures
        {
            PerSecond = job.Events / Stopwatch.GetElapsedTime(began).TotalSeconds,
            ProducedPerSecond = job.Events / produced.TotalSeconds,
            Cpu = cpu.Per(job.Events),
        };
    }

    private async Task<Figures> ProduceAloneAsync()
    {
        await ProduceAsync(job.WarmUp);
        var cpu = await Cpu.NowAsync(job.ConnectionString);
        var began = Stopwatch.GetTimestamp();
        await ProduceAsync(job.Events);
        var perSecond = job.Events / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var figures = new Figures { PerSecond = perSecond, ProducedPerSecond = perSecond, Cpu = cpu.Per(job.Events) };
        if (!job.WithEvent) return figures;
        await StartAsync();
        await _effects.AllAsync();
        return figures;
    }

    /// <summary>Starting is no part of it, nor what runs before the code is compiled: the clock begins when the warm-up is through.</summary>
    private async Task<Figures> DrainAsync()
    {
        var ids = NewIds(job.Events + job.WarmUp);
        var all = ids.Count * job.Consumers;
        await subject.ProduceBacklogAsync(ids, CancellationToken.None);
        await StartAsync();
        var before = await _effects.SawAsync(job.WarmUp * job.Consumers);
        if (before == all) throw new InvalidOperationException("All was drained with the warm-up; give the job more events.");
        var cpu = await Cpu.NowAsync(job.ConnectionString);
        var began = Stopwatch.GetTimestamp();
        await _effects.SawAsync(all);
        return new Figures { PerSecond = (all - before) / Stopwatch.GetElapsedTime(began).TotalSeconds, Cpu = cpu.Per(all - before) };
    }

    /// <summary>The end of the warm-up has the pace of what is measured: other code is hot then than when producers wait for each other.</summary>
    private async Task<Figures> TimeAsync()
    {
        var paced = Math.Min(job.WarmUp / 2, job.Rate * PacedWarmUpSeconds);
        await StartAsync();
        await ProduceAsync(job.WarmUp - paced);
        await _effects.AllAsync();
        await PaceAsync(paced);
        var cpu = await Cpu.NowAsync(job.ConnectionString);
        var dues = await PaceAsync(job.Events);
        return new Figures
        {
            PerSecond = job.Rate,
            Cpu = cpu.Per(job.Events),
            Latencies = [.. dues.Select(due => Stopwatch.GetElapsedTime(due.At, _effects.At(due.Id)).TotalMilliseconds).Order()],
        };
    }

    private async Task<IReadOnlyList<(Guid Id, long At)>> PaceAsync(int count)
    {
        var dues = await Pacer.RunAsync(count, job.Rate, (id, ct) =>
        {
            _effects.Expect(job.Consumers);
            return subject.ProduceAsync(id, ct);
        });
        await _effects.AllAsync();
        return dues;
    }

    private async Task<Figures> SoakAsync()
    {
        await StartAsync();
        await ProduceAsync(job.WarmUp);
        await _effects.AllAsync();
        return await new Soak(subject, job, _effects, Console.Error).RunAsync();
    }

    private Task StartAsync() => subject.StartAsync(_effects.Saw, CancellationToken.None);

    /// <summary>A closed loop: each producer begins its next transaction when the last one is committed.</summary>
    private async Task ProduceAsync(int count)
    {
        var ids = NewIds(count);
        if (job.WithEvent) _effects.Expect(count * job.Consumers);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, job.Producers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < count) await subject.ProduceAsync(ids[i], CancellationToken.None);
        })));
    }

    private static List<Guid> NewIds(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
}
