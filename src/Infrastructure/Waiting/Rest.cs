namespace CleanFiles.Infrastructure.Waiting;

internal static class Rest
{
    /// <summary>Lets the time pass; ends early, and without an exception, when cancelled.</summary>
    public static async Task ForAsync(TimeSpan span, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await Task.Delay(span, time, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Whoever cancels does not want to wait.
        }
    }
}
