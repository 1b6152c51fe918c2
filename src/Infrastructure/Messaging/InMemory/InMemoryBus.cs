using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
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
    }

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        await Task.WhenAll(_queues.Values.Select(queue => queue.TakeAsync(batch, ct)));
        return [.. batch.Select(_ => PublishResult.Accepted)];
    }

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct) =>
        _queues[subscription.Consumer].RunAsync(handler, ct);
}
