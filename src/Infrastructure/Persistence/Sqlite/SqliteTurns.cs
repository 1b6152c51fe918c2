using CleanFiles.Infrastructure.Retention;

namespace CleanFiles.Infrastructure.Persistence.Sqlite;

/// <summary>One process has the database to itself (ADR 0011), so it is always its turn.</summary>
internal sealed class SqliteTurns : ITurns, IAsyncDisposable
{
    public Task<IAsyncDisposable?> TryTakeAsync(string name, CancellationToken ct) => Task.FromResult<IAsyncDisposable?>(this);

    public ValueTask DisposeAsync() => default;
}
