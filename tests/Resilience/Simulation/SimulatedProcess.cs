namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>What dies and stands still as a whole: relays and consumers run in one, and see the world through its clock.</summary>
internal sealed class SimulatedProcess : IDisposable
{
    private readonly SimulatedTime _time;
    private TimeSpan _frozenUntil;

    public SimulatedProcess(string name, SimulatedTime time)
    {
        (Name, _time) = (name, time);
        Time = new Clock(this, time);
        Stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Time);
    }

    public string Name { get; }

    public TimeProvider Time { get; }

    public CancellationTokenSource Stop { get; }

    public bool IsDead { get; private set; }

    public bool IsFrozen => _time.Elapsed < _frozenUntil;

    /// <summary>Told when it dies.</summary>
    public event Action? Died;

    public void Freeze(TimeSpan span) => _frozenUntil = _time.Elapsed + span;

    public void Die()
    {
        IsDead = true;
        Died?.Invoke();
    }

    /// <summary>Whatever comes from outside reaches it when it runs, and never once it is dead.</summary>
    public void WhenItRuns(Action action)
    {
        if (IsDead) return;
        if (!IsFrozen) action();
        else _time.CreateTimer(_ => WhenItRuns(action), null, _frozenUntil - _time.Elapsed, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when it runs; for a dead process never.</summary>
    public async Task RunsAsync()
    {
        while (IsFrozen && !IsDead) await Task.Delay(_frozenUntil - _time.Elapsed, _time);
        if (IsDead) await new TaskCompletionSource().Task;
    }

    public void Dispose() => Stop.Dispose();

    private sealed class Clock(SimulatedProcess process, SimulatedTime time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(_ => process.WhenItRuns(() => callback(state)), null, dueTime, period);
    }
}
