namespace CleanFiles.Benchmarks.Peers;

/// <summary>A loop that runs until it is disposed of; its failure ends the process, since half of the work would give a wrong figure.</summary>
internal sealed class Background : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _task;

    public Background(Func<CancellationToken, Task> loop) => _task = Task.Run(() => RunAsync(loop));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _task;
        _stop.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Environment.FailFast(e.Message, e);
        }
    }
}
