namespace CleanFiles.Infrastructure.Persistence;

/// <summary>SQLite's one writer, queued for without holding a thread; readers never come here.</summary>
internal sealed class SingleWriterGate : IWriteGate, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask<IDisposable> EnterAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        return new Passage(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Passage(SemaphoreSlim one) : IDisposable
    {
        private SemaphoreSlim? _one = one;

        public void Dispose() => Interlocked.Exchange(ref _one, null)?.Release();
    }
}

/// <summary>For databases that order writers themselves.</summary>
internal sealed class OpenGate : IWriteGate, IDisposable
{
    public ValueTask<IDisposable> EnterAsync(CancellationToken ct) => new(this);

    public void Dispose()
    {
    }
}
