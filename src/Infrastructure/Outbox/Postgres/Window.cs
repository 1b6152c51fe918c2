namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>
/// The events that are visible in To and not in From: a set that never changes, so a position pages it, also across a crash.
/// Consecutive windows part all events without gap or overlap.
/// </summary>
/// <param name="opened">Its To is not null.</param>
internal sealed class Window(Bookmark opened)
{
    private long? _last;

    /// <summary>Everything of it has been read.</summary>
    /// <returns>Where the next window begins.</returns>
    public Bookmark Close(long last)
    {
        _last = last;
        return BookmarkAt(last);
    }

    /// <summary>
    /// What to save once everything up to <paramref name="position"/> is published. Never the newest window's snapshots: a straggler
    /// that commits during an outage would be lost.
    /// </summary>
    public Bookmark BookmarkAt(long position) => position == _last
        ? opened with { From = opened.To!.Value, To = null, Position = 0 }
        : opened with { Position = position };
}
