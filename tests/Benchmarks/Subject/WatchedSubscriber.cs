using CleanFiles.Application.Ports;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>Tells of each delivery that its consumer acknowledged: inbox row and effect are committed then.</summary>
internal sealed class WatchedSubscriber(ISubscriber inner, Action<Guid> effect) : ISubscriber
{
    public Task DeclareAsync(Subscription subscription, CancellationToken ct) => inner.DeclareAsync(subscription, ct);

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct) => inner.RunAsync(
        subscription,
        async (batch, token) =>
        {
            var verdicts = await handler(batch, token);
            foreach (var (delivery, verdict) in batch.Zip(verdicts))
                if (verdict.Kind == VerdictKind.Ack) effect(Guid.Parse(delivery.Envelope.Stream));
            return verdicts;
        },
        ct);
}
