using CleanFiles.Application.Ports;

namespace CleanFiles.Resilience.Tests.Nodes;

internal sealed class CrashingPublisher(IPublisher inner, CrashPoints points) : IPublisher
{
    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        if (batch.Count < 2 || !points.IsArmed(CrashPoint.DuringPublish)) return await inner.PublishAsync(batch, ct);
        var half = batch.Count / 2;
        var first = await inner.PublishAsync([.. batch.Take(half)], ct);
        points.Pass(CrashPoint.DuringPublish, batch.Count);
        return [.. first, .. await inner.PublishAsync([.. batch.Skip(half)], ct)];
    }
}
