using CleanFiles.Infrastructure.Waiting;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>
/// A circuit breaker around the publisher (Nygard, Release It!): the first outage opens it, a single event probes it after a pause, and
/// while it is open nothing counts against any event (ADR 0006).
/// </summary>
internal sealed class Circuit(TimeProvider time, RelayOptions options)
{
    private readonly Backoff _backoff = new(options.MinPause, options.MaxPause);
    private DateTimeOffset _openUntil;
    private bool _probing;

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
            var left = _openUntil - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <returns>How many events the next call may hold.</returns>
    public int Enter()
    {
        if (IsClosed) return options.BatchSize;
        _probing = true;
        return 1;
    }

    /// <returns>Whether this closed it.</returns>
    public bool Succeeded()
    {
        if (IsClosed || !_probing) return false;
        (Problem, _probing) = (null, false);
        _backoff.Reset();
        return true;
    }

    /// <summary>Calls that were under way when it opened say nothing new, so only a probe's failure lengthens the pause.</summary>
    /// <returns>Whether this opened it.</returns>
    public bool Failed(string reason)
    {
        if (!IsClosed && !_probing) return false;
        var opened = IsClosed;
        (Problem, _probing) = (reason, false);
        _openUntil = time.GetUtcNow() + _backoff.Next();
        return opened;
    }
}
