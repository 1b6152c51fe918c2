using CleanFiles.Application.Ports;

namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>Some batches are handed out again although they were handled, as any broker may: the emulator never does.</summary>
internal sealed class CrashingSubscriber(ISubscriber inner, CrashPoints points) : ISubscriber
{
    private const int OneIn = 10;

    public Task DeclareAsync(Subscription subscription, CancellationToken ct) => inner.DeclareAsync(subscription, ct);

    public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct) => inner.RunAsync(
        subscription,
        async (batch, stop) =>
        {
            if (Random.Shared.Next(OneIn) == 0) await handler(batch, stop);
            var verdicts = await handler(batch, stop);
            points.Pass(CrashPoint.BeforeAcknowledgement, verdicts.Count(verdict => verdict.Kind == VerdictKind.Ack));
            return verdicts;
        },
        ct);
}
