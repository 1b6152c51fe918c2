using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;

namespace CleanFiles.Resilience.Tests.Variants;

/// <inheritdoc cref="Variant.InboxApart"/>
/// <param name="enter">Enters events, and commits that at once.</param>
internal sealed class EntersApart(IInbox inner, Func<string, IReadOnlyCollection<Guid>, Task<IReadOnlySet<Guid>>> enter) : IInbox
{
    public void Claim() => inner.Claim();

    public Task<bool> KnowsAsync(string consumer, Guid eventId, CancellationToken ct) => inner.KnowsAsync(consumer, eventId, ct);

    public async Task<IReadOnlySet<Guid>> EnterAsync(string consumer, IReadOnlyCollection<Guid> eventIds, CancellationToken ct)
    {
        var unknown = await enter(consumer, eventIds);
        await inner.EnterAsync(consumer, [], ct);
        return unknown;
    }

    public Task ApplyAsync(Envelope cause, Effect effect, CancellationToken ct) => inner.ApplyAsync(cause, effect, ct);

    public Task CommitAsync(CancellationToken ct) => inner.CommitAsync(ct);

    public Task UndoAsync() => inner.UndoAsync();
}
