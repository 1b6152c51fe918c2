using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;

namespace CleanFiles.Resilience.Tests.Nodes;

internal sealed class CrashingInbox(IInbox inner, CrashPoints points) : IInbox
{
    public void Claim() => inner.Claim();

    public Task<bool> KnowsAsync(string consumer, Guid eventId, CancellationToken ct) => inner.KnowsAsync(consumer, eventId, ct);

    public Task<IReadOnlySet<Guid>> EnterAsync(string consumer, IReadOnlyCollection<Guid> eventIds, CancellationToken ct) =>
        inner.EnterAsync(consumer, eventIds, ct);

    public async Task ApplyAsync(Envelope cause, Effect effect, CancellationToken ct)
    {
        await inner.ApplyAsync(cause, effect, ct);
        points.Pass(CrashPoint.DuringBatch, 1);
    }

    public Task CommitAsync(CancellationToken ct) => inner.CommitAsync(ct);

    public Task UndoAsync() => inner.UndoAsync();
}
