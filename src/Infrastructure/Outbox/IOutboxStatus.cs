namespace CleanFiles.Infrastructure.Outbox;

/// <summary>What an operator is told about the outbox; reading it disturbs nobody.</summary>
internal interface IOutboxStatus
{
    /// <summary>
    /// Pending events beyond this number are not counted, so that the answer stays quick with millions of them: it reads the unpublished
    /// part of the log alone, and of that no more than this.
    /// </summary>
    const int MaxCounted = 100_000;

    Task<IReadOnlyList<ShardStatus>> ReadAsync(CancellationToken ct);
}

/// <param name="Bookmark">Up to where the shard is published, in the words of its database; null when no relay has opened it yet.</param>
/// <param name="Pending">Committed and not known as published; when it is above <see cref="IOutboxStatus.MaxCounted"/> there are more.</param>
/// <param name="OldestPending">When the oldest of those that were counted occurred; null when nothing is pending.</param>
/// <param name="Owner">The relay that holds the shard; null when nobody does, or the database has one process anyway.</param>
/// <param name="Seen">How long ago the owner's session last did something; null when it is gone.</param>
internal sealed record ShardStatus(int Shard, string? Bookmark, long Pending, DateTimeOffset? OldestPending, string? Owner, TimeSpan? Seen);
