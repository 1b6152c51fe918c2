namespace CleanFiles.Infrastructure.Consuming;

/// <summary>
/// How many batches of transactional consumers this process has under way at once. With more, dozens of consumers would wait for each
/// other's processors and locks, and each for longer. A batch that takes long gives its place away and goes on, so that those which hang
/// stop nobody.
/// </summary>
internal sealed class Places(TimeProvider time, int count)
{
    /// <summary>Much longer than a batch takes where nothing hangs.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Those who wait get theirs in turn.</summary>
    /// <returns>To be disposed of when the batch has ended.</returns>
    public async Task<IDisposable> TakeAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        return new Place(_free, time);
    }

    private sealed class Place : IDisposable
    {
        private readonly SemaphoreSlim _free;
        private readonly ITimer _timer;
        private int _left;

        public Place(SemaphoreSlim free, TimeProvider time)
        {
            _free = free;
            _timer = time.CreateTimer(_ => Leave(), null, KeptFor, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            Leave();
        }

        private void Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) _free.Release();
        }
    }
}
