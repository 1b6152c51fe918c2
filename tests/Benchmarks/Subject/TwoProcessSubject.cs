using System.Diagnostics;
using System.Globalization;
using CleanFiles.Benchmarks.Load;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>
/// The product in two processes of one machine: this one produces, and another one, which it starts, relays and consumes. That one writes
/// a line for each effect, with the time of its own clock: <see cref="Stopwatch"/> reads CLOCK_MONOTONIC, one clock for all processes.
/// </summary>
internal sealed class TwoProcessSubject(Job job) : ISubject
{
    private readonly ProductSubject _producers = new(job, "Api");
    private Process? _consumers;
    private Task _reading = Task.CompletedTask;

    /// <summary>The other process: until its input is closed, which also happens when the first one dies.</summary>
    public static async Task<int> ConsumeAsync(Job job)
    {
        await using var consumers = new ProductSubject(job, "Relay,Consumers");
        // The time is taken before the line is written, so what that takes is no part of any latency.
        await consumers.StartAsync(id => Console.WriteLine(Line(id, Stopwatch.GetTimestamp())), CancellationToken.None);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public Task PrepareAsync(CancellationToken ct) => _producers.PrepareAsync(ct);

    public Task ProduceAsync(Guid id, CancellationToken ct) => _reading.IsCompleted && _consumers is not null
        ? throw new InvalidOperationException("The process that consumes has ended.")
        : _producers.ProduceAsync(id, ct);

    public Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct) => _producers.ProduceBacklogAsync(ids, ct);

    public Task StartAsync(Action<Guid> effect, CancellationToken ct) => StartAsync((id, _) => effect(id), ct);

    public async Task StartAsync(Action<Guid, long> effect, CancellationToken ct)
    {
        // Its service too: it is what calls the relay.
        await _producers.StartAsync(_ => { }, ct);
        _consumers = Process.Start(new ProcessStartInfo("dotnet", [typeof(TwoProcessSubject).Assembly.Location, "consumers", job.ToJson()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _reading = Task.Run(() => ReadAsync(_consumers.StandardOutput, effect), CancellationToken.None);
    }

    public Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) => _producers.CountAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (_consumers is not null)
        {
            _consumers.StandardInput.Close();
            await _reading;
            await _consumers.WaitForExitAsync();
            _consumers.Dispose();
        }

        await _producers.DisposeAsync();
    }

    private static string Line(Guid id, long at) => string.Create(CultureInfo.InvariantCulture, $"{id} {at}");

    private static async Task ReadAsync(StreamReader lines, Action<Guid, long> effect)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            effect(Guid.Parse(words[0]), long.Parse(words[1], CultureInfo.InvariantCulture));
        }
    }
}
