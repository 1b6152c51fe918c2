using CleanFiles.Infrastructure.Waiting;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>
/// A circuit breaker around the publisher (Nygard, Release It!): the first outage opens it, a single event probes it after a pause, and
/// while it is open nothing counts against any event (ADR 0006).
/// </summary>
internal sealed class Circuit(TimeProvider time, RelayOptions options)
{
    private readonly Backoff _backoff = new(options.MinPause, options.MaxPause);
    private long _openedAt;
    private TimeSpan _pause;
    private bool _probing;
    private int _era;

    /// <summary>Why it is open; null while it is closed.</summary>
    public string? Problem { get; private set; }

    public bool IsClosed => Problem is null;

    /// <summary>How long until a probe may go; zero when something may go now, null while a probe is under way.</summary>
    public TimeSpan? Wait
    {
        get
        {
            if (IsClosed) return TimeSpan.Zero;
            if (_probing) return null;
            var left = _pause - time.GetElapsedTime(_openedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public Pass Enter()
    {
        if (IsClosed) return new Pass(_era, options.BatchSize);
        _probing = true;
        return new Pass(++_era, 1);
    }

    /// <returns>Whether this closed it.</returns>
    public bool Succeeded(Pass pass)
    {
        if (IsClosed || pass.Era != _era) return false;
        (Problem, _probing) = (null, false);
        _backoff.Reset();
        return true;
    }

    /// <summary>Calls that were under way when it opened say nothing new, so only a probe's failure lengthens the pause.</summary>
    /// <returns>Whether this opened it.</returns>
    public bool Failed(Pass pass, string reason)
    {
        if (pass.Era != _era) return false;
        var opened = IsClosed;
        (Problem, _probing) = (reason, false);
        _era++;
        (_openedAt, _pause) = (time.GetTimestamp(), _backoff.Next());
        return opened;
    }

    /// <summary>Leave for one call.</summary>
    /// <param name="Era">Changes whenever it opens and with each probe: results of calls from before are old news.</param>
    /// <param name="Max">How many events the call may hold.</param>
    public readonly record struct Pass(int Era, int Max);
}
