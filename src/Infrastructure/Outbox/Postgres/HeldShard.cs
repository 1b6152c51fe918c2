using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>A shard that this relay reads, and how much of what it handed out is not behind the bookmark yet.</summary>
internal sealed class HeldShard(Bookmark bookmark)
{
    private OutboxEntry? _handedOut;

    public ShardCursor Cursor { get; } = new(bookmark);

    public short Shard => bookmark.Shard;

    public long Epoch => bookmark.Epoch;

    /// <summary>Another relay shall have it: nothing more is read, and it is released once it is settled.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>All that was handed out lies behind the durable bookmark, so the next relay repeats nothing.</summary>
    public bool IsSettled => _handedOut is null;

    public void HandedOut(OutboxEntry entry) => _handedOut = entry;

    public void Saved(OutboxEntry last)
    {
        if (ReferenceEquals(last, _handedOut)) _handedOut = null;
    }
}
