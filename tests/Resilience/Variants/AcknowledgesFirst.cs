using CleanFiles.Application.Ports;

namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>Handles one batch after the other, and says of each before that it is done.</summary>
internal sealed class AcknowledgesFirst(ISubscriber inner) : ISubscriber
{
    public Task DeclareAsync(Subscription subscription, CancellationToken ct) => inner.DeclareAsync(subscription, ct);

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct)
    {
        var last = Task.CompletedTask;
        return inner.RunAsync(subscription, AcknowledgeAsync, ct);

        Task<IReadOnlyList<Verdict>> AcknowledgeAsync(IReadOnlyList<Delivery> batch, CancellationToken stop)
        {
            last = HandleAsync(last, batch, stop);
            return Task.FromResult<IReadOnlyList<Verdict>>([.. batch.Select(_ => Verdict.Ack)]);
        }

        async Task HandleAsync(Task before, IReadOnlyList<Delivery> batch, CancellationToken stop)
        {
            await before;
            await handler(batch, stop);
        }
    }
}
