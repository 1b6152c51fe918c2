using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>How far one shard is read, which is ahead of its bookmark. It lives in memory alone, and must die with its session.</summary>
internal sealed class ShardCursor(Bookmark bookmark)
{
    private Window? _window = bookmark.To is null ? null : new Window(bookmark);
    private int _taken;

    public short Shard => At.Shard;

    /// <summary>To is null when the next step shall open a window up to its own snapshot.</summary>
    public Bookmark At { get; private set; } = bookmark;

    public void BeginPage(Snapshot now)
    {
        _taken = 0;
        if (_window is not null) return;
        At = At with { To = now };
        _window = new Window(At);
    }

    /// <exception cref="InvalidOperationException">The position does not ascend, so the order of streams would be lost.</exception>
    public PostgresOutboxEntry Take(long position, Envelope envelope)
    {
        if (position <= At.Position)
            throw new InvalidOperationException($"Shard {Shard} of the outbox gave position {position} after {At.Position}; read it anew.");
        At = At with { Position = position };
        _taken++;
        return new PostgresOutboxEntry(Shard, envelope, _window!, position);
    }

    /// <summary>A page that is not full was the last of its window.</summary>
    public void EndPage(int size)
    {
        if (_taken == size) return;
        At = _window!.Close(At.Position);
        _window = null;
    }
}
