using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Runs one consumer: handles each event once, counts its failures, and answers the transport for every delivery (ADR 0008).</summary>
internal sealed class ConsumerHost(
    ConsumerDescriptor consumer,
    EventCatalogue catalogue,
    ISubscriber subscriber,
    Handling handling,
    IFailedDeliveries failures,
    IOutages outages,
    ConsumerOptions options,
    TimeProvider time,
    ConsumerStatus status,
    ILogger logger)
{
    public Subscription Subscription { get; } = new(
        consumer.Name,
        consumer.Handlers.Keys.Select(type => catalogue.Describe(type).Name).ToHashSet(),
        consumer.Kind == ConsumerKind.Transactional ? options.BatchSize : 1,
        consumer.Kind == ConsumerKind.Transactional ? 1 : options.Concurrency);

    /// <summary>The outage that the last delivery ran into, if it did.</summary>
    private volatile Exception? _outage;

    /// <summary>Until cancelled; handlers that run then are given <see cref="ConsumerOptions.StopGrace"/> to end.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var grace = ct.Register(() => stop.CancelAfter(options.StopGrace));
        await subscriber.RunAsync(Subscription, (batch, _) => HandleAsync(batch, stop.Token), ct);
    }

    internal async Task<IReadOnlyList<Verdict>> HandleAsync(IReadOnlyList<Delivery> batch, CancellationToken stop)
    {
        if (batch.Count == 1) return [await HandleOneAsync(batch[0], stop)];
        var error = await TryAsync(batch, stop);
        if (error is null) return [.. batch.Select(_ => Verdict.Ack)];
        if (outages.IsOutage(error)) return [.. batch.Select(_ => Verdict.Retry(options.OutagePause))];
        return await HandleOneByOneAsync(batch, stop);
    }

    /// <summary>A batch that fails says nothing about whose fault it was, so each delivery gets a transaction of its own.</summary>
    private async Task<IReadOnlyList<Verdict>> HandleOneByOneAsync(IReadOnlyList<Delivery> batch, CancellationToken stop)
    {
        var verdicts = new List<Verdict>(batch.Count);
        var held = new Dictionary<string, Verdict>();
        foreach (var delivery in batch)
        {
            if (!held.TryGetValue(delivery.Envelope.Stream, out var verdict)) verdict = await HandleOneAsync(delivery, stop);
            if (verdict.Kind == VerdictKind.Retry) held[delivery.Envelope.Stream] = verdict;
            verdicts.Add(verdict);
        }

        return verdicts;
    }

    private async Task<Verdict> HandleOneAsync(Delivery delivery, CancellationToken stop)
    {
        if (_outage is { } outage && !await MayActAsync(delivery.Envelope, outage)) return Verdict.Retry(options.OutagePause);
        var error = await TryAsync([delivery], stop);
        if (error is null) return Verdict.Ack;
        if (stop.IsCancellationRequested || delivery.Withdrawn.IsCancellationRequested) return Verdict.Retry(TimeSpan.Zero);
        try
        {
            return outages.IsOutage(error) ? Verdict.Retry(options.OutagePause) : await RecordAsync(delivery.Envelope, error);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "{Consumer} could not record its failure with {Id}.", consumer.Name, delivery.Envelope.Id);
            return outages.IsOutage(e) ? Verdict.Retry(options.OutagePause) : Verdict.Dead(error.Message);
        }
    }

    /// <summary>An effect outside is not done again before the database can be written: else a full disk would send the same mail for ever.</summary>
    private async Task<bool> MayActAsync(Envelope envelope, Exception outage)
    {
        if (consumer.Kind == ConsumerKind.Transactional) return true;
        try
        {
            await failures.NoteAsync(consumer.Name, envelope, outage, CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            status.Problem = e.Message;
            return false;
        }
    }

    private async Task<Verdict> RecordAsync(Envelope envelope, Exception error)
    {
        var attempts = await failures.CountAsync(consumer.Name, envelope, error, CancellationToken.None);
        if (attempts < options.MaxAttempts && error is not UnreadableEventException)
        {
            var pause = Backoff.Of(attempts, options.RetryPause, options.MaxRetryPause);
            logger.LogWarning("{Consumer} failed with {Type} {Id} (attempt {Attempt}), trying again in {Pause}: {Error}",
                consumer.Name, envelope.Type, envelope.Id, attempts, pause, error.Message);
            return Verdict.Retry(pause);
        }

        await failures.BuryAsync(consumer.Name, envelope, error, CancellationToken.None);
        logger.LogError(error, "{Consumer} gave up {Type} {Id} after {Attempts} attempts; it is a dead letter now.",
            consumer.Name, envelope.Type, envelope.Id, attempts);
        return Verdict.Ack;
    }

    /// <returns>What went wrong; null when all is handled and committed.</returns>
    private async Task<Exception?> TryAsync(IReadOnlyList<Delivery> batch, CancellationToken stop)
    {
        try
        {
            await handling.HandleAsync(consumer, batch, stop);
            (status.Problem, _outage) = (null, null);
            return null;
        }
        catch (Exception e)
        {
            var outage = outages.IsOutage(e) ? e : null;
            if (outage is not null && _outage is null) logger.LogWarning("{Consumer} waits for the database: {Error}", consumer.Name, e.Message);
            (status.Problem, _outage) = (e.Message, outage);
            return e;
        }
    }
}
