namespace CleanFiles.Application.Ports;

/// <summary>What the journal's keeper wrote down: a consumer's effect that can be looked at.</summary>
public interface IJournal
{
    void Append(JournalEntry entry);

    /// <summary>The entries of one stream in the order of its versions; empty when unknown or somebody else's.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadAsync(string owner, string stream, CancellationToken ct);
}

/// <param name="EventId">There is one entry for each event.</param>
public sealed record JournalEntry(Guid EventId, string Owner, string Stream, long Version, string Type, DateTimeOffset At);
