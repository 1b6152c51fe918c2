using CleanFiles.Application.Ports;
using CleanFiles.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>Tells of each delivery that its consumer acknowledged: inbox row and effect are committed then.</summary>
/// <param name="effect">With the consumer's name.</param>
internal sealed class WatchedSubscriber(ISubscriber inner, Action<string, Guid> effect) : ISubscriber
{
    /// <summary>Puts one before the product's own.</summary>
    public static void Watch(IServiceCollection services, Action<string, Guid> effect) =>
        services.Around<ISubscriber>((_, subscriber) => new WatchedSubscriber(subscriber, effect));

    public Task DeclareAsync(Subscription subscription, CancellationToken ct) => inner.DeclareAsync(subscription, ct);

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct) => inner.RunAsync(
        subscription,
        async (batch, token) =>
        {
            var verdicts = await handler(batch, token);
            foreach (var (delivery, verdict) in batch.Zip(verdicts))
                if (verdict.Kind == VerdictKind.Ack) effect(subscription.Consumer, Guid.Parse(delivery.Envelope.Stream));
            return verdicts;
        },
        ct);
}
