using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests;

/// <summary>Counts the timers that were asked for: a loop that waits asks for one each time round, so one that spins is found out.</summary>
internal sealed class CountingTime() : FakeTimeProvider(Some.Noon)
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
