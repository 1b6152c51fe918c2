using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Has the transport deliver to one consumer for as long as the process lives, except while the consumer pauses.</summary>
internal sealed class Receiver(
    ISubscriber subscriber,
    Subscription subscription,
    DeliveryHandler handler,
    Pause pause,
    IOutages outages,
    ConsumerOptions options,
    TimeProvider time,
    ConsumerStatus status,
    ILogger logger)
{
    private readonly Backoff _backoff = new(options.Pause, options.MaxPause);

    /// <summary>Until cancelled; handlers that run then are given <see cref="ConsumerOptions.StopGrace"/> to end.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var grace = ct.Register(() => stop.CancelAfter(options.StopGrace));
        while (!ct.IsCancellationRequested)
        {
            await TryReceiveAsync(stop.Token, ct);
            await WaitAsync(ct);
        }
    }

    /// <summary>
    /// After an outage the database is asked before an event is risked: a transport counts what it delivers in vain, and gives up at some
    /// time. One that is full answers all the same; then it is one delivery a pause.
    /// </summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        await pause.WaitAsync(ct);
        while (pause.Outage is not null && !ct.IsCancellationRequested && !await outages.AnswersAsync()) await Rest.ForAsync(options.Pause, time, ct);
    }

    /// <summary>A transport that fails to receive is asked again: nobody else would start this consumer anew.</summary>
    private async Task TryReceiveAsync(CancellationToken stop, CancellationToken ct)
    {
        try
        {
            var receiving = ReceiveAsync(stop, ct);
            if (status.Outage is not null) await RecoverAsync(receiving, ct);
            await receiving;
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // Nothing was to be received any more.
        }
        catch (Exception e)
        {
            var after = _backoff.Next();
            logger.Log(status.Outage is null ? LogLevel.Error : LogLevel.Debug, e, "{Consumer} could not receive and tries again in {Pause}.", subscription.Consumer, after);
            status.Outage = e.Message;
            await Rest.ForAsync(after, time, ct);
        }
    }

    /// <summary>A transport that brings nothing does not say that it could: it receives again when it has not failed for a while.</summary>
    private async Task RecoverAsync(Task receiving, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(receiving, Rest.ForAsync(options.MaxPause, time, end.Token));
        await end.CancelAsync();
        if (receiving.IsFaulted || ct.IsCancellationRequested) return;
        status.Outage = null;
        _backoff.Reset();
        logger.LogInformation("{Consumer} receives again.", subscription.Consumer);
    }

    /// <summary>Until cancelled, or until it pauses: what it does not receive then, no transport counts as a delivery.</summary>
    private async Task ReceiveAsync(CancellationToken stop, CancellationToken ct)
    {
        using var receiving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await subscriber.RunAsync(subscription, HandleAndPauseAsync, receiving.Token);

        async Task<IReadOnlyList<Verdict>> HandleAndPauseAsync(IReadOnlyList<Delivery> batch, CancellationToken token)
        {
            var verdicts = await handler(batch, stop);
            if (pause.Left > TimeSpan.Zero) await receiving.CancelAsync();
            return verdicts;
        }
    }
}
