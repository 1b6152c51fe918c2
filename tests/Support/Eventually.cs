using System.Diagnostics;

namespace CleanFiles.Support;

/// <summary>The one place where tests wait: for a condition, never for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <param name="condition">Asked again until it answers true.</param>
    /// <param name="description">What is waited for, as the end of "It never happened that ...".</param>
    /// <param name="deadline">120 seconds unless told.</param>
    /// <exception cref="TimeoutException">The deadline passed first.</exception>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string description, TimeSpan? deadline = null)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > (deadline ?? Generous))
                throw new TimeoutException($"It never happened that {description} (waited {waited.Elapsed.TotalSeconds:F0} s).");
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task IsTrueAsync(Func<bool> condition, string description, TimeSpan? deadline = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), description, deadline);

    /// <summary>Waits until 20 looks in a row saw the same: whoever was going to move by itself has had the time.</summary>
    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task IsStillAsync<T>(Func<T> look, string description)
    {
        var (seen, same) = (look(), 0);
        return IsTrueAsync(() =>
        {
            var now = look();
            same = Equals(now, seen) ? same + 1 : 0;
            seen = now;
            return same == 20;
        }, description);
    }
}
