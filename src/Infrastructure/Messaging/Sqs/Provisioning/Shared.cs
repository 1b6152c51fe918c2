namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>What takes calls to get: who asks at the same time shares one attempt, and only a success is kept.</summary>
internal sealed class Shared<T>(Func<CancellationToken, Task<T>> get, TimeProvider time)
{
    /// <summary>Of an attempt. The SDK's time limits end with the headers of an answer: one whose rest never comes would keep everybody waiting for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Task<T>? _attempt;

    /// <param name="ct">Ends the waiting, not the attempt, which others may wait for.</param>
    public Task<T> GetAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_attempt is null or { IsFaulted: true } or { IsCanceled: true }) _attempt = TryAsync();
            return _attempt.WaitAsync(ct);
        }
    }

    /// <summary>An attempt under way ends for those who wait for it, but is not kept either.</summary>
    public void Forget()
    {
        lock (_lock) _attempt = null;
    }

    private async Task<T> TryAsync()
    {
        using var late = new CancellationTokenSource(Patience, time);
        try
        {
            return await get(late.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"AWS has not told or made what was asked for within {Patience.TotalSeconds} s.", e);
        }
    }
}
