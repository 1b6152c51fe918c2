using CleanFiles.Application.Ports;

namespace CleanFiles.Resilience.Tests.Nodes;

internal sealed class CrashingSubscriber(ISubscriber inner, CrashPoints points) : ISubscriber
{
    public Task DeclareAsync(Subscription subscription, CancellationToken ct) => inner.DeclareAsync(subscription, ct);

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct) => inner.RunAsync(
        subscription,
        async (batch, stop) =>
        {
            var verdicts = await handler(batch, stop);
            points.Pass(CrashPoint.BeforeAcknowledgement, verdicts.Count(verdict => verdict.Kind == VerdictKind.Ack));
            return verdicts;
        },
        ct);
}
