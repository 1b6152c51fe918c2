namespace CleanFiles.Infrastructure.Persistence;

/// <summary>SQLite has one writer: whoever writes enters first, so that writers wait for each other here and not in the database.</summary>
internal interface IWriteGate
{
    /// <returns>Dispose of it to leave.</returns>
    ValueTask<IDisposable> EnterAsync(CancellationToken ct);
}
