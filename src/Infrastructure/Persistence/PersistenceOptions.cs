namespace CleanFiles.Infrastructure.Persistence;

internal enum PersistenceProvider
{
    Sqlite,
    Postgres,
}

/// <param name="ConnectionString">Null for a SQLite database in the data folder.</param>
internal sealed record PersistenceOptions(PersistenceProvider Provider, string? ConnectionString);
