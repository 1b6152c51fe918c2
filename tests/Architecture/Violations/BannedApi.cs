namespace CleanFiles.Application;

internal sealed class Restless
{
    public static object[] Clocks() =>
    [
        DateTime.Now, DateTime.UtcNow, DateTime.Today, DateTimeOffset.Now, DateTimeOffset.UtcNow,
        System.Diagnostics.Stopwatch.GetTimestamp(),
        new Timer(_ => { }), new PeriodicTimer(TimeSpan.FromSeconds(1)), new System.Timers.Timer(),
        new CancellationTokenSource(), new CancellationTokenSource(1), new CancellationTokenSource(TimeSpan.FromSeconds(1)),
    ];

    public static bool Threads() => Thread.CurrentThread.IsAlive && ThreadPool.QueueUserWorkItem(_ => { });

    public static async Task RunAsync(CancellationToken ct)
    {
        await Task.Run(() => { });
        await Task.Run(() => { }, ct);
        await Task.Run(() => Task.CompletedTask);
        await Task.Run(() => Task.CompletedTask, ct);
        await Task.Run(() => 1);
        await Task.Run(() => 1, ct);
        await Task.Run(() => Task.FromResult(1));
        await Task.Run(() => Task.FromResult(1), ct);
    }

    public static async Task SleepAsync(CancellationToken ct)
    {
        await Task.Delay(1);
        await Task.Delay(1, ct);
        await Task.Delay(TimeSpan.Zero);
        await Task.Delay(TimeSpan.Zero, ct);
        await Task.CompletedTask.WaitAsync(TimeSpan.Zero);
        await Task.CompletedTask.WaitAsync(TimeSpan.Zero, ct);
        await Task.FromResult(1).WaitAsync(TimeSpan.Zero);
        await Task.FromResult(1).WaitAsync(TimeSpan.Zero, ct);
    }

    public static async Task AwaitAsync()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.None);
        await Task.FromResult(1).ConfigureAwait(false);
        await Task.FromResult(1).ConfigureAwait(ConfigureAwaitOptions.None);
        await ValueTask.CompletedTask.ConfigureAwait(false);
        await ValueTask.FromResult(1).ConfigureAwait(false);
    }
}
