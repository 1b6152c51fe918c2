namespace CleanFiles.Infrastructure.Waiting;

/// <summary>Pauses that double while things go wrong.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan max)
{
    private int _failures;

    public TimeSpan Next() => Of(++_failures, first, max);

    public void Reset() => _failures = 0;

    /// <summary>The pause after so many failures: first, twice that, four times that, and so on up to max.</summary>
    public static TimeSpan Of(int failures, TimeSpan first, TimeSpan max)
    {
        var factor = Math.Pow(2, Math.Max(0, failures - 1));
        return factor < max / first ? first * factor : max;
    }
}
