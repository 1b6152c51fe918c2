namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Lets one write transaction at a time pass where the database takes only one writer (ADR 0011).</summary>
internal interface IWriteGate
{
    /// <returns>Dispose it after the transaction has ended.</returns>
    ValueTask<IDisposable> EnterAsync(CancellationToken ct);
}
