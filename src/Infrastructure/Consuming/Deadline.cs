using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>The time that a handler has for one delivery. One for a batch, whose deliveries are handled in turn, since most end before a clock is needed.</summary>
internal sealed class Deadline(string consumer, TimeSpan patience, TimeProvider time, CancellationToken stop) : IDisposable
{
    private readonly CancellationTokenSource _timeout = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenSource? _either;

    private CancellationToken Either => (_either ??= CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, stop)).Token;

    /// <summary>Goes on after the time-out even if the work does not: a call that never returns must hold up nobody else.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task<T> MeetAsync<T>(Delivery delivery, Func<CancellationToken, Task<T>> work)
    {
        using var withdrawn = delivery.Withdrawn.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(Either, delivery.Withdrawn) : null;
        var token = withdrawn?.Token ?? Either;
        token.ThrowIfCancellationRequested();
        try
        {
            var task = work(token);
            if (task.IsCompleted) return await task;
            _timeout.CancelAfter(patience);
            var result = await task.WaitAsync(token);
            _timeout.CancelAfter(Timeout.InfiniteTimeSpan);
            return result;
        }
        catch (OperationCanceledException) when (_timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{consumer} took longer than {patience.TotalSeconds} s.");
        }
    }

    public void Dispose()
    {
        _timeout.Dispose();
        _either?.Dispose();
    }
}
