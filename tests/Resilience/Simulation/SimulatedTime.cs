namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>A clock that stands still until nobody has anything left to do, and then jumps to the next alarm.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Alarm, (long Due, long Order)> _alarms = new();
    private long _now;
    private long _order;

    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => Began + Elapsed;

    /// <summary>Alarms that are due at once ring in the order in which they were set.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <returns>False when no alarm is set, so that nothing will ever happen again.</returns>
    public bool MoveOn()
    {
        while (_alarms.TryDequeue(out var alarm, out var key))
        {
            if (alarm.Order != key.Order) continue;
            _now = Math.Max(_now, key.Due);
            alarm.Ring();
            return true;
        }

        return false;
    }

    private sealed class Alarm(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>Of the entry in the queue that counts; entries from before a change stay there and mean nothing.</summary>
        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period > TimeSpan.Zero) throw new NotSupportedException("Nobody here has a timer that rings more than once.");
            Order = ++time._order;
            if (dueTime >= TimeSpan.Zero) time._alarms.Enqueue(this, (time._now + dueTime.Ticks, Order));
            return true;
        }

        public void Ring()
        {
            Order = 0;
            callback(state);
        }

        public void Dispose() => Order = 0;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
