using System.Collections.Concurrent;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Messaging.InMemory;

/// <summary>
/// A bus within one process. At least once: a publish is answered when every subscription has handled the event or holds it durably, so a
/// crash loses nothing that the outbox does not still have. Bounded: nothing waits in memory beyond its lanes (ADR 0010).
/// </summary>
internal sealed class InMemoryBus(IParkingLot lot, TimeProvider time, InMemoryOptions options, ILogger<InMemoryBus> logger)
    : IPublisher, ISubscriber
{
    private readonly ConcurrentDictionary<string, InMemoryQueue> _queues = [];

    public async Task DeclareAsync(Subscription subscription, CancellationToken ct)
    {
        var queue = new InMemoryQueue(subscription, lot, time, options, logger);
        await queue.LoadAsync(ct);
        if (!_queues.TryAdd(subscription.Consumer, queue))
            throw new InvalidOperationException($"The subscription of {subscription.Consumer} is already declared.");
        foreach (var (topic, types) in subscription.Elsewhere)
        {
            logger.LogWarning(
                "{Consumer} will hear nothing of {Types}, which come from {Topic} of another service; set Messaging:Transport to one that reaches it.",
                subscription.Consumer, string.Join(", ", types), topic);
        }
    }

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        var (received, results) = (new List<Envelope>(batch.Count), new List<PublishResult>(batch.Count));
        foreach (var envelope in batch) results.Add(Receive(envelope, received));
        var patience = new Patience(time, options);
        await Task.WhenAll(_queues.Values.Select(queue => queue.TakeAsync(received, patience, ct)));
        return results;
    }

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct) =>
        _queues[subscription.Consumer].RunAsync(handler, ct);

    /// <summary>Consumers get what a broker would bring, not our objects: what the wire does not carry is missed here too.</summary>
    private static PublishResult Receive(Envelope envelope, List<Envelope> received)
    {
        try
        {
            received.Add(CloudEventReader.Read(CloudEventWriter.Write(envelope)));
            return PublishResult.Accepted;
        }
        catch (UnreadableEventException e)
        {
            return PublishResult.Rejected(e.Message);
        }
    }
}
