using System.Diagnostics;

namespace CleanFiles.Benchmarks.Load;

/// <summary>One way in which events get from producers' transactions to consumers' effects; what all are measured through.</summary>
public interface ISubject : IAsyncDisposable
{
    /// <summary>Makes tables and connections; nothing is relayed or consumed before <see cref="StartAsync(Action{Guid}, CancellationToken)"/>.</summary>
    Task PrepareAsync(CancellationToken ct);

    /// <summary>One committed transaction: a row of business, and an event unless the job says otherwise.</summary>
    /// <param name="id">Of the row, and what the event tells.</param>
    Task ProduceAsync(Guid id, CancellationToken ct);

    /// <summary>Commits events as producers would, as fast as it can: what is measured is how they are drained.</summary>
    Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Starts what relays and consumes.</summary>
    /// <param name="effect">To be called for each effect, once it is committed; by any thread.</param>
    Task StartAsync(Action<Guid> effect, CancellationToken ct);

    /// <summary>The same for who wants to know when: a subject whose effects are committed in another process is told of them later.</summary>
    /// <param name="effect">With a timestamp of <see cref="Stopwatch"/>.</param>
    Task StartAsync(Action<Guid, long> effect, CancellationToken ct) => StartAsync(id => effect(id, Stopwatch.GetTimestamp()), ct);

    /// <returns>What lies in the database: rows of producers, and rows of consumers.</returns>
    Task<(long Produced, long Effects)> CountAsync(CancellationToken ct);
}
