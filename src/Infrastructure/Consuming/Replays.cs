using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Hands due replays to a host, which treats them as what its transport delivers: inbox, effect, counting and burying (ADR 0015).</summary>
internal sealed class Replays(IReplays replays, ConsumerOptions options, TimeProvider time, ILogger<Replays> logger)
{
    /// <summary>Until cancelled; handlers that run then are given <see cref="ConsumerOptions.StopGrace"/> to end.</summary>
    public async Task RunAsync(ConsumerHost host, CancellationToken ct)
    {
        using var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var grace = ct.Register(() => stop.CancelAfter(options.StopGrace));
        var isWaiting = false;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var handled = !host.IsPausing && await ReplayAsync(host, stop.Token);
                isWaiting = false;
                if (handled) continue;
            }
            catch (Exception e)
            {
                if (!isWaiting) logger.LogWarning("Replays of {Consumer} wait: {Error}", host.Subscription.Consumer, e.Message);
                isWaiting = true;
            }

            await Rest.ForAsync(options.ReplayPoll, time, ct);
        }
    }

    /// <returns>Whether one was handled, so that it is worth looking for more at once.</returns>
    private async Task<bool> ReplayAsync(ConsumerHost host, CancellationToken stop)
    {
        var subscription = host.Subscription;
        var until = time.GetUtcNow() + options.ReplayTimeout;
        var due = await replays.ClaimAsync(subscription.Consumer, until, subscription.MaxBatch * subscription.Concurrency, CancellationToken.None);
        var handled = await Task.WhenAll(due.Chunk(subscription.MaxBatch).Select(batch => HandleAsync(host, batch, until, stop)));
        return handled.Any(any => any);
    }

    private async Task<bool> HandleAsync(ConsumerHost host, Envelope[] batch, DateTimeOffset until, CancellationToken stop)
    {
        var verdicts = await host.HandleAsync([.. batch.Select(envelope => new Delivery(envelope, 2, CancellationToken.None))], stop);
        foreach (var (envelope, verdict) in batch.Zip(verdicts)) await SettleAsync(host.Subscription.Consumer, envelope.Id, until, verdict);
        return verdicts.Any(verdict => verdict.Kind == VerdictKind.Ack);
    }

    /// <summary>There is no net below the table: what the host could not record stays there and comes again after the longest pause.</summary>
    private Task SettleAsync(string consumer, Guid eventId, DateTimeOffset until, Verdict verdict) => verdict.Kind == VerdictKind.Ack
        ? replays.EndAsync(consumer, eventId, until, CancellationToken.None)
        : replays.DelayAsync(
            consumer, eventId, until, time.GetUtcNow() + (verdict.Kind == VerdictKind.Dead ? options.MaxRetryPause : verdict.After), CancellationToken.None);
}
