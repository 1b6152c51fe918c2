namespace CleanFiles.Infrastructure.Waiting;

/// <summary>
/// A circuit breaker (Nygard, Release It!): an outage opens it, after a pause one call probes, and while it is open nothing counts against
/// anything (ADR 0006, ADR 0017). One caller at a time.
/// </summary>
internal sealed class Circuit(TimeProvider time, TimeSpan minPause, TimeSpan maxPause)
{
    private readonly Backoff _backoff = new(minPause, maxPause);
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

    /// <returns>Null when nothing may go now. Each pass is to be answered by one of the three methods below.</returns>
    public Pass? TryEnter()
    {
        if (IsClosed) return new Pass(_era, IsProbe: false);
        if (Wait != TimeSpan.Zero) return null;
        _probing = true;
        return new Pass(++_era, IsProbe: true);
    }

    /// <returns>Whether this closed it.</returns>
    public bool Succeeded(Pass pass)
    {
        if (IsClosed || !IsNews(pass)) return false;
        (Problem, _probing) = (null, false);
        _backoff.Reset();
        return true;
    }

    /// <summary>Calls that were under way when it opened say nothing new, so only a probe's failure lengthens the pause.</summary>
    /// <returns>Whether this opened it.</returns>
    public bool Failed(Pass pass, string reason)
    {
        if (!IsNews(pass)) return false;
        var opened = IsClosed;
        (Problem, _probing) = (reason, false);
        _era++;
        (_openedAt, _pause) = (time.GetTimestamp(), _backoff.Next());
        return opened;
    }

    /// <summary>The call ended without telling anything: if it was the probe, the next one may go at once.</summary>
    public void ToldNothing(Pass pass)
    {
        if (IsNews(pass)) _probing = false;
    }

    /// <returns>False for a call that began before it opened, or before the last probe did.</returns>
    public bool IsNews(Pass pass) => pass.Era == _era;

    /// <summary>Leave for one call.</summary>
    /// <param name="Era">Changes whenever it opens and with each probe: results of calls from before are old news.</param>
    /// <param name="IsProbe">It is open, so the call should risk as little as it can.</param>
    public readonly record struct Pass(int Era, bool IsProbe);
}
