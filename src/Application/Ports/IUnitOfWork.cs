namespace CleanFiles.Application.Ports;

/// <summary>Everything one use case changes, committed as a whole together with the events its aggregates raised (ADR 0005).</summary>
public interface IUnitOfWork
{
    /// <exception cref="ConcurrencyException">Somebody else changed one of the aggregates first; nothing was saved.</exception>
    /// <exception cref="InvalidOperationException">It was committed before, or a consumer called it: the consumer host commits.</exception>
    Task CommitAsync(CancellationToken ct);

    /// <summary>After a commit that failed: whether it may have succeeded all the same, as when its connection broke before the answer.</summary>
    bool MayHaveCommitted { get; }
}

public sealed class ConcurrencyException(Exception inner)
    : Exception("Somebody else changed it at the same time; read it again and repeat.", inner);
