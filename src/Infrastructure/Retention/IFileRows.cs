using CleanFiles.Domain.Files;

namespace CleanFiles.Infrastructure.Retention;

/// <summary>Which files the database knows.</summary>
internal interface IFileRows
{
    Task<IReadOnlySet<FileId>> KnownAsync(IReadOnlyCollection<FileId> ids, CancellationToken ct);
}
