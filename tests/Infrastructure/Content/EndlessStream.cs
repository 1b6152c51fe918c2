namespace CleanFiles.Infrastructure.Tests.Content;

/// <summary>Zeros for ever; after the first of them something may happen.</summary>
internal sealed class EndlessStream(Action? afterFirst = null) : MemoryStream
{
    private bool _started;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_started) afterFirst?.Invoke();
        _started = true;
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(buffer.Length);
    }
}
