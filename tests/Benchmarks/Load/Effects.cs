using System.Collections.Concurrent;
using System.Diagnostics;

namespace CleanFiles.Benchmarks.Load;

/// <summary>Who is told of each effect, and waits for all of them. An effect that comes again for the same event counts once more: the database is asked at the end.</summary>
/// <param name="timed">Whether to keep when each came, which takes memory for every event.</param>
internal sealed class Effects(bool timed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, long> _at = [];
    private TaskCompletionSource _reached = new();
    private long _expected, _seen, _awaited = long.MaxValue;

    /// <summary>How many of those expected were not seen yet.</summary>
    public long Waiting => Interlocked.Read(ref _expected) - Interlocked.Read(ref _seen);

    public void Expect(int events) => Interlocked.Add(ref _expected, events);

    /// <param name="at">A timestamp of <see cref="Stopwatch"/>.</param>
    public void Saw(Guid id, long at)
    {
        if (timed) _at[id] = at;
        if (Interlocked.Increment(ref _seen) >= Interlocked.Read(ref _awaited)) _reached.TrySetResult();
    }

    /// <returns>When its effect was committed, as a timestamp of <see cref="Stopwatch"/>; only if they are timed.</returns>
    public long At(Guid id) => _at[id];

    /// <summary>Until so many events had their effects.</summary>
    /// <returns>How many had them then.</returns>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<long> SawAsync(long events)
    {
        while (Interlocked.Read(ref _seen) < events)
        {
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _awaited, events);
            // Looked at again, because the last one may just have come; and in a loop, because one that still saw the number before may end this.
            if (Interlocked.Read(ref _seen) < events) await _reached.Task.WaitAsync(Patience);
        }

        return Interlocked.Read(ref _seen);
    }

    /// <summary>Until all that is expected was seen.</summary>
    public Task AllAsync() => SawAsync(Interlocked.Read(ref _expected));
}
