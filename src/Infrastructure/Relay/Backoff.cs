namespace CleanFiles.Infrastructure.Relay;

/// <summary>Pauses that double while things go wrong.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan max)
{
    private TimeSpan _next = first;

    public TimeSpan Next()
    {
        var pause = _next;
        _next = pause * 2 < max ? pause * 2 : max;
        return pause;
    }

    public void Reset() => _next = first;
}
