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

    /// <summary>How long a call may take: one that never ends must not keep the next from being tried.</summary>
    private const double Patience = 0.2;

    /// <summary>A message's total time is over before SQS ends it.</summary>
    private static readonly TimeSpan MaxTotal = SqsOptions.MaxVisibility - TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private Task _beat = Task.CompletedTask;

    /// <summary>How long until <see cref="Start"/> has something to do.</summary>
    public TimeSpan UntilDue
    {
        get
        {
            var due = options.Visibility * At;
            var oldest = Kept().Select(one => one.SinceKept).DefaultIfEmpty().Max();
            // After a beat that failed it is due already: a little later then.
            return oldest < due ? due - oldest : options.Visibility * 0.1;
        }
    }

    /// <summary>Withdraws what may be somebody else's by now; and beats if it is time and the last beat has ended.</summary>
    public void Start(CancellationToken ct)
    {
        foreach (var one in Kept().Where(one => one.SinceKept >= options.Visibility || one.SinceReceived > MaxTotal)) one.Withdraw();
        lock (_lock)
            if (_beat.IsCompleted) _beat = BeatAsync([.. Kept().Where(one => one.SinceKept >= options.Visibility * At)], ct);
    }

    /// <summary>Ends when nothing is under way any more for what has left the desk: what SQS is told of it from then on is not overtaken.</summary>
    public Task EndAsync()
    {
        lock (_lock) return _beat;
    }

    private IEnumerable<Received> Kept() => desk.All.Where(one => !one.IsWithdrawn);

    private Task BeatAsync(IReadOnlyList<Received> due, CancellationToken ct) =>
        Task.WhenAll(due.Chunk(SqsQueue.MaxEntries).Select(batch => KeepAsync(batch, ct)));

    private async Task KeepAsync(Received[] batch, CancellationToken ct)
    {
        try
        {
            var at = time.GetTimestamp();
            var refused = await queue.HideAsync([.. batch.Select(one => (one.Handle, options.Visibility))], ct)
                .WaitAsync(options.Visibility * Patience, time, ct);
            foreach (var one in batch)
            {
                if (!refused.TryGetValue(one.Handle, out var isLost)) one.Kept(at);
                else if (isLost) one.Withdraw();
            }
        }
        catch (Exception e)
        {
            // When the receiver stops, what is not settled by then comes again by itself.
            if (!ct.IsCancellationRequested) logger.LogWarning("{Count} messages could not be kept: {Error}", batch.Length, e.Message);
        }
    }
}
