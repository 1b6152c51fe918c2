using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Knows what each consumer has handled, so that what is delivered again has no second effect (ADR 0008). Scoped: one use, one transaction.</summary>
internal interface IInbox
{
    /// <summary>From now on nobody else commits in this scope, so that no consumer's change becomes durable without its inbox row.</summary>
    void Claim();

    Task<bool> KnowsAsync(string consumer, Guid eventId, CancellationToken ct);

    /// <summary>
    /// Opens the transaction and enters the events in the order of their ids. Failures of theirs that were to be tried again are forgotten
    /// with it. Called again after a conflict, it rolls back and begins anew.
    /// </summary>
    /// <returns>Those that were not known before: only their effects may run.</returns>
    /// <exception cref="InvalidOperationException">A handler changed something already.</exception>
    Task<IReadOnlySet<Guid>> EnterAsync(string consumer, IReadOnlyCollection<Guid> eventIds, CancellationToken ct);

    /// <summary>Runs an effect inside the transaction. What aggregates raise in it names <paramref name="cause"/> as its cause.</summary>
    Task ApplyAsync(Envelope cause, Effect effect, CancellationToken ct);

    /// <summary>Saves everything the effects changed and commits it with the inbox rows, events raised by aggregates included.</summary>
    Task CommitAsync(CancellationToken ct);

    /// <summary>Rolls back what was not committed.</summary>
    Task UndoAsync();
}
