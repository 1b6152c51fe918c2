namespace CleanFiles.Infrastructure.Relay;

/// <summary>Wakes the relay of this process right after a commit, without a poll and without the database (ADR 0006).</summary>
internal sealed class OutboxSignal
{
    private TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Raise() => _raised.TrySetResult();

    /// <summary>Ends at the next signal, or at once when one was raised since the last <see cref="Reset"/>.</summary>
    public Task Raised => Volatile.Read(ref _raised).Task;

    /// <summary>Forgets a past signal. Call it before looking for work, never after.</summary>
    public void Reset()
    {
        if (_raised.Task.IsCompleted) Volatile.Write(ref _raised, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
