using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Handles deliveries in one scope and one transaction: first everything outside the transaction, then inbox rows and effects inside it.</summary>
internal sealed class Handling(
    IServiceScopeFactory scopes, EventCatalogue catalogue, IOutages outages, TimeProvider time, ConsumerOptions options)
{
    private readonly Places _places = new(time, options.MaxBatches);

    /// <exception cref="TimeoutException">A handler took longer than <see cref="ConsumerOptions.HandlerTimeout"/>.</exception>
    public async Task HandleAsync(ConsumerDescriptor consumer, IReadOnlyList<Delivery> batch, CancellationToken stop)
    {
        // What waits for somebody outside keeps no processor busy.
        using var place = consumer.Kind == ConsumerKind.Transactional ? await _places.TakeAsync(stop) : null;
        var scope = scopes.CreateAsyncScope();
        using var deadline = new Deadline(consumer.Name, options.HandlerTimeout, time, stop);
        try
        {
            await HandleAsync(consumer, batch, scope.ServiceProvider, deadline, stop);
        }
        finally
        {
            await LeaveAsync(scope, deadline.Unfinished);
        }
    }

    private async Task HandleAsync(
        ConsumerDescriptor consumer, IReadOnlyList<Delivery> batch, IServiceProvider services, Deadline deadline, CancellationToken stop)
    {
        var inbox = services.GetRequiredService<IInbox>();
        inbox.Claim();
        var known = consumer.Kind == ConsumerKind.External && await inbox.KnowsAsync(consumer.Name, batch[0].Envelope.Id, stop);
        var instance = services.GetRequiredService(consumer.Type);
        var effects = new Dictionary<Guid, (Delivery Cause, Effect? Effect)>(batch.Count);
        foreach (var delivery in batch)
        {
            // What is known is entered without an effect: after a commit whose answer was lost its failure is still to be forgotten.
            var effect = known ? null : await deadline.MeetAsync(delivery, ct => Handle(consumer, instance, delivery.Envelope, ct));
            effects.TryAdd(delivery.Envelope.Id, (delivery, effect));
        }

        await EnterAsync(consumer, inbox, effects, deadline, stop);
    }

    /// <summary>
    /// Whoever was given up and still runs keeps the scope: its database context would go back to the pool, and what it does late would be
    /// somebody else's. Its transaction is undone at once, as others wait for its rows.
    /// </summary>
    private static async Task LeaveAsync(AsyncServiceScope scope, Task? unfinished)
    {
        if (unfinished is null)
        {
            await scope.DisposeAsync();
            return;
        }

        try
        {
            await scope.ServiceProvider.GetRequiredService<IInbox>().UndoAsync();
        }
        catch (Exception)
        {
            // A call of its own is under way on that transaction, which ends with it.
        }

        _ = LeaveAfterAsync(unfinished, scope);
    }

    private static async Task LeaveAfterAsync(Task unfinished, AsyncServiceScope scope)
    {
        await Task.WhenAny(unfinished);
        await scope.DisposeAsync();
    }

    /// <summary>A transaction that conflicts with another is repeated at once, and it alone: what was done outside is not done again.</summary>
    private async Task EnterAsync(
        ConsumerDescriptor consumer, IInbox inbox, Dictionary<Guid, (Delivery Cause, Effect? Effect)> effects, Deadline deadline, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var unknown = await inbox.EnterAsync(consumer.Name, effects.Keys, stop);
                foreach (var (id, (cause, effect)) in effects)
                    if (effect is not null && unknown.Contains(id)) await deadline.MeetAsync(cause, ct => ApplyAsync(inbox, cause.Envelope, effect, ct));
                await inbox.CommitAsync(stop);
                return;
            }
            catch (Exception e) when (tries < IOutages.MaxTries && outages.FaultOf(e) == DatabaseFault.Conflict)
            {
                // Its next try comes now.
            }
        }
    }

    private static async Task<bool> ApplyAsync(IInbox inbox, Envelope cause, Effect effect, CancellationToken ct)
    {
        await inbox.ApplyAsync(cause, effect, ct);
        return true;
    }

    private Task<Effect?> Handle(ConsumerDescriptor consumer, object instance, Envelope envelope, CancellationToken ct)
    {
        var @event = catalogue.Read(envelope, consumer.Name, consumer.Handlers.Keys);
        return consumer.Handlers[@event.GetType()](instance, @event, envelope, ct);
    }
}
