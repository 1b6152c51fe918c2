using CleanFiles.Domain;

namespace CleanFiles.Application.Ports;

/// <summary>
/// The indexer's projection. Every order of one file's events, with any repetitions, ends in the same state: a name is only replaced
/// by one of a higher version, and a removed file stays removed. Changes are written when the unit of work commits.
/// </summary>
public interface ISearchIndex
{
    void Put(Guid fileId, string owner, string name, string text, long version);

    void Rename(Guid fileId, string owner, string name, long version);

    void Remove(Guid fileId, string owner, long version);

    /// <summary>Files of the owner in whose name or text every word of the query occurs, best match first.</summary>
    Task<IReadOnlyList<SearchHit>> SearchAsync(OwnerId owner, string query, int limit, CancellationToken ct);
}

public sealed record SearchHit(Guid Id, string Name);
