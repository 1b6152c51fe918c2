using CleanFiles.Domain;

namespace CleanFiles.Application.Ports;

/// <summary>
/// The indexer's projection. Every order of one file's events, with any repetitions, ends in the same state: a name is only replaced
/// by one of a higher version, and a removed file stays removed.
/// </summary>
public interface ISearchIndex
{
    Task PutAsync(Guid fileId, string owner, string name, string text, long version, CancellationToken ct);

    Task RenameAsync(Guid fileId, string owner, string name, long version, CancellationToken ct);

    Task RemoveAsync(Guid fileId, string owner, long version, CancellationToken ct);

    /// <summary>Files of the owner in whose name or text every word of the query occurs, best match first.</summary>
    Task<IReadOnlyList<SearchHit>> SearchAsync(OwnerId owner, string query, int limit, CancellationToken ct);
}

public sealed record SearchHit(Guid Id, string Name);
