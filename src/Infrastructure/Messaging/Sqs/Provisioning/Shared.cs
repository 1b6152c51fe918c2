namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>What takes calls to get: who asks at the same time shares one attempt, and only a success is kept.</summary>
internal sealed class Shared<T>(Func<CancellationToken, Task<T>> get)
{
    private readonly Lock _lock = new();
    private Task<T>? _attempt;

    /// <param name="ct">Ends the waiting, not the attempt, which others may wait for; the SDK's time limits end that.</param>
    public Task<T> GetAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_attempt is null or { IsFaulted: true } or { IsCanceled: true }) _attempt = get(CancellationToken.None);
            return _attempt.WaitAsync(ct);
        }
    }

    /// <summary>An attempt under way ends for those who wait for it, but is not kept either.</summary>
    public void Forget()
    {
        lock (_lock) _attempt = null;
    }
}
