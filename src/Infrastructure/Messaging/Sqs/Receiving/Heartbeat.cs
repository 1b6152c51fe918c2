using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// Keeps what lies on the desk hidden from others for as long as it lies there, up to SQS's limit; what others may have by now is withdrawn
/// from its handler.
/// </summary>
internal sealed class Heartbeat(Desk desk, SqsQueue queue, SqsOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Late enough to spare calls, early enough for a second try.</summary>
    private const double At = 0.6;

    /// <summary>A message's total time is over before SQS ends it.</summary>
    private static readonly TimeSpan MaxTotal = SqsOptions.MaxVisibility - TimeSpan.FromMinutes(30);

    private Task _beat = Task.CompletedTask;

    /// <summary>How long until <see cref="Start"/> has something to do.</summary>
    public TimeSpan UntilDue
    {
        get
        {
            var due = options.Visibility * At;
            var oldest = desk.All.Select(one => one.SinceKept).DefaultIfEmpty().Max();
            // After a beat that failed it is due already: a little later then.
            return oldest < due ? due - oldest : options.Visibility * 0.1;
        }
    }

    /// <summary>Beats if it is time and the last beat has ended.</summary>
    public void Start(CancellationToken ct)
    {
        if (_beat.IsCompleted) _beat = BeatAsync([.. desk.All.Where(one => one.SinceKept >= options.Visibility * At)], ct);
    }

    public Task EndAsync() => _beat;

    private async Task BeatAsync(IReadOnlyList<Received> due, CancellationToken ct)
    {
        foreach (var one in due.Where(one => one.SinceReceived > MaxTotal)) await one.WithdrawAsync();
        await Task.WhenAll(due.Where(one => !one.IsWithdrawn).Chunk(SqsQueue.MaxEntries).Select(batch => KeepAsync(batch, ct)));
    }

    private async Task KeepAsync(Received[] batch, CancellationToken ct)
    {
        try
        {
            var at = time.GetTimestamp();
            var lost = await queue.HideAsync([.. batch.Select(one => (one.Handle, options.Visibility))], ct);
            foreach (var one in batch)
            {
                if (lost.Contains(one.Handle)) await one.WithdrawAsync();
                else one.Kept(at);
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("{Count} messages could not be kept: {Error}", batch.Length, e.Message);
            foreach (var one in batch.Where(one => one.SinceKept >= options.Visibility)) await one.WithdrawAsync();
        }
        catch (OperationCanceledException)
        {
            // The receiver stops: what is not settled by then comes again by itself.
        }
    }
}
