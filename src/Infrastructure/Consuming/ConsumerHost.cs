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
    public Subscription Subscription { get; } = consumer.ToSubscription(catalogue, options);

    private readonly Judge _judge = new(consumer.Name, new Pause(consumer.Name, options, time, status, logger), failures, outages, options, logger);

    private Pause Pause => _judge.Pause;

    public bool IsPausing => Pause.Left > TimeSpan.Zero;

    /// <summary>Until cancelled; handlers that run then are given <see cref="ConsumerOptions.StopGrace"/> to end.</summary>
    public Task RunAsync(CancellationToken ct) =>
        new Receiver(subscriber, Subscription, HandleAsync, Pause, outages, options, time, status, logger).RunAsync(ct);

    /// <summary>While it pauses, everything is to be delivered again afterwards and nothing is counted.</summary>
    internal async Task<IReadOnlyList<Verdict>> HandleAsync(IReadOnlyList<Delivery> batch, CancellationToken stop)
    {
        if (batch.Count > 1 && Pause.IsOver && await TryTogetherAsync(batch, stop)) return [.. batch.Select(_ => Verdict.Ack)];
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

    private async Task<bool> TryTogetherAsync(IReadOnlyList<Delivery> batch, CancellationToken stop)
    {
        if (await Pause.EnterAsync(stop) is not { } pass) return false;
        var error = await TryAsync(batch, pass, stop);
        if (error is not null && !stop.IsCancellationRequested && await _judge.IsOutageAsync(error)) Pause.MetOutage(pass, error);
        Pause.ToldNothing(pass);
        return error is null;
    }

    private async Task<Verdict> HandleOneAsync(Delivery delivery, CancellationToken stop)
    {
        if (await Pause.EnterAsync(stop) is not { } pass) return Verdict.Retry(Pause.Left);
        try
        {
            return await HandleAsync(delivery, pass, stop);
        }
        finally
        {
            Pause.ToldNothing(pass);
        }
    }

    private async Task<Verdict> HandleAsync(Delivery delivery, Circuit.Pass pass, CancellationToken stop)
    {
        if (pass.IsProbe && Pause.Outage is { } outage && !await MayActAsync(delivery.Envelope, outage, pass)) return Verdict.Retry(Pause.Left);
        var error = await TryAsync([delivery], pass, stop);
        if (error is null) return Verdict.Ack;
        return stop.IsCancellationRequested || delivery.Withdrawn.IsCancellationRequested
            ? Verdict.Retry(TimeSpan.Zero)
            : await _judge.AnswerAsync(delivery.Envelope, pass, error);
    }

    /// <summary>An effect outside is not done again before the database can be written: else a full disk would send the same mail for ever.</summary>
    private async Task<bool> MayActAsync(Envelope envelope, Exception outage, Circuit.Pass pass)
    {
        if (consumer.Kind == ConsumerKind.Transactional) return true;
        try
        {
            await failures.NoteAsync(consumer.Name, envelope, outage, CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            Pause.MetOutage(pass, e);
            return false;
        }
    }

    /// <returns>What went wrong; null when all is handled and committed.</returns>
    private async Task<Exception?> TryAsync(IReadOnlyList<Delivery> batch, Circuit.Pass pass, CancellationToken stop)
    {
        try
        {
            await handling.HandleAsync(consumer, batch, stop);
            status.Problem = null;
            Pause.Succeeded(pass);
            return null;
        }
        catch (Exception e)
        {
            status.Problem = e.Message;
            return e;
        }
    }
}
