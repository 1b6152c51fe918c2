namespace CleanFiles.Infrastructure.Waiting;

/// <summary>Wakes one waiting loop. A signal raised while the loop is busy is remembered until its next <see cref="Reset"/>.</summary>
internal class Signal
{
    private TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends at the next signal; has ended when one was raised since the last <see cref="Reset"/>.</summary>
    public Task Raised => Volatile.Read(ref _raised).Task;

    public void Raise() => Volatile.Read(ref _raised).TrySetResult();

    /// <summary>Forgets a past signal. Call it before looking for work, never after: what is signalled in between must wake the loop.</summary>
    public void Reset()
    {
        if (Raised.IsCompleted) Volatile.Write(ref _raised, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Waits for a signal, at most for the given time (null: without limit); ends without an exception when cancelled.</summary>
    public async Task WaitAsync(TimeSpan? atMost, TimeProvider time, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var limit = Task.Delay(atMost is { } span && span < MaxDelay ? Max(span, TimeSpan.Zero) : MaxDelay, time, end.Token);
        await Task.WhenAny(Raised, limit);
        await end.CancelAsync();
    }

    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(1);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
