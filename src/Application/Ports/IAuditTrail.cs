using CleanFiles.Domain;
using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Ports;

/// <summary>The auditor's record of everything that happened to a file; it outlives the file.</summary>
public interface IAuditTrail
{
    void Append(AuditEntry entry);

    /// <summary>
    /// At most <paramref name="limit"/> entries of one file's history in the order of its versions, those after the one given; empty when
    /// unknown or somebody else's.
    /// </summary>
    /// <param name="after">A version; null for the beginning.</param>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(OwnerId owner, FileId file, int limit, long? after, CancellationToken ct);
}

/// <param name="SchemaVersion">The contract's version: what <paramref name="Data"/> is to be read as.</param>
/// <param name="Data">The contract as it was published, as JSON.</param>
public sealed record AuditEntry(
    Guid EventId, Guid FileId, string Owner, long Version, string Type, int SchemaVersion, DateTimeOffset At, string Data);
