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
    private enum Together
    {
        Handled,

        /// <summary>One of them is to blame and nobody knows which, or they may not be tried together.</summary>
        Halve,

        /// <summary>What took too long would do so in every half that it is in.</summary>
        OneByOne,
    }

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
        var verdicts = new List<Verdict>(batch.Count);
        await HandleAsync(batch.ToArray(), verdicts, [], stop);
        return verdicts;
    }

    /// <summary>
    /// In one transaction as long as that works. One that fails says nothing about whose fault it was, so each half of the batch gets one of
    /// its own, and so on until the culprit is alone.
    /// </summary>
    private async Task HandleAsync(ArraySegment<Delivery> batch, List<Verdict> verdicts, Dictionary<string, Verdict> held, CancellationToken stop)
    {
        switch (await TryTogetherAsync(batch, held, stop))
        {
            case Together.Handled:
                verdicts.AddRange(batch.Select(_ => Verdict.Ack));
                break;
            case Together.Halve:
                await HandleAsync(batch[..(batch.Count / 2)], verdicts, held, stop);
                await HandleAsync(batch[(batch.Count / 2)..], verdicts, held, stop);
                break;
            case Together.OneByOne:
                foreach (var delivery in batch) verdicts.Add(await HandleBehindAsync(delivery, held, stop));
                break;
        }
    }

    private async Task<Together> TryTogetherAsync(ArraySegment<Delivery> batch, Dictionary<string, Verdict> held, CancellationToken stop)
    {
        if (batch.Count < 2) return Together.OneByOne;
        if (!Pause.IsOver || batch.Any(delivery => held.ContainsKey(delivery.Envelope.Stream)) || await Pause.EnterAsync(stop) is not { } pass)
            return Together.Halve;
        var error = await TryAsync(batch, pass, stop);
        if (error is not null && !stop.IsCancellationRequested && await _judge.IsOutageAsync(error)) Pause.MetOutage(pass, error);
        Pause.ToldNothing(pass);
        if (error is null) return Together.Handled;
        return error is TimeoutException || outages.FaultOf(error) == DatabaseFault.Timeout ? Together.OneByOne : Together.Halve;
    }

    /// <param name="held">By their streams the verdicts that later events of these share.</param>
    private async Task<Verdict> HandleBehindAsync(Delivery delivery, Dictionary<string, Verdict> held, CancellationToken stop)
    {
        if (held.TryGetValue(delivery.Envelope.Stream, out var verdict)) return verdict;
        verdict = await HandleOneAsync(delivery, stop);
        if (verdict.Kind == VerdictKind.Retry) held[delivery.Envelope.Stream] = verdict;
        return verdict;
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
