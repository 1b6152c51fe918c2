using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>The time that a handler has for one delivery. One for a batch, whose deliveries are handled in turn: most end before it is over.</summary>
internal sealed class Deadline(string consumer, TimeSpan patience, TimeProvider time, CancellationToken stop) : IDisposable
{
    private CancellationTokenSource _timeout = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenSource? _either;

    /// <summary>What was given up and still runs; null when nothing does.</summary>
    public Task? Unfinished { get; private set; }

    /// <summary>Goes on after the time-out even if the work does not: a call that never returns must hold up nobody else.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task<T> MeetAsync<T>(Delivery delivery, Func<CancellationToken, Task<T>> work)
    {
        // The clock of the last one goes on, and may have run out since.
        if (_timeout.IsCancellationRequested) Renew();
        var either = (_either ??= CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, stop)).Token;
        using var withdrawn = delivery.Withdrawn.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(either, delivery.Withdrawn) : null;
        var token = withdrawn?.Token ?? either;
        _timeout.CancelAfter(patience);
        Task<T>? task = null;
        try
        {
            task = work(token);
            // What has ended is taken, even if it was called off meanwhile: what it did outside is done.
            return await task.WaitAsync(token);
        }
        catch (OperationCanceledException) when (_timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{consumer} took longer than {patience.TotalSeconds} s.");
        }
        finally
        {
            if (task is { IsCompleted: false }) Unfinished = task;
        }
    }

    public void Dispose()
    {
        _timeout.Dispose();
        _either?.Dispose();
    }

    private void Renew()
    {
        Dispose();
        (_timeout, _either) = (new(Timeout.InfiniteTimeSpan, time), null);
    }
}
