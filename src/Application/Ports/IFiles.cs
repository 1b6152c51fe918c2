using CleanFiles.Domain;
using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Ports;

/// <summary>The files of all owners. Changes become durable with the unit of work.</summary>
public interface IFiles
{
    Task<FileAggregate?> FindAsync(FileId id, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> files of one owner, newest first, those after the cursor.</summary>
    Task<IReadOnlyList<FileAggregate>> ListAsync(OwnerId owner, int limit, Cursor? after, CancellationToken ct);

    void Add(FileAggregate file);

    void Remove(FileAggregate file);
}
