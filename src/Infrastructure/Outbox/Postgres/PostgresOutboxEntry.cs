using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal sealed record PostgresOutboxEntry(int Shard, Envelope Envelope, Window Window, long Position) : OutboxEntry(Shard, Envelope)
{
    public Bookmark Bookmark => Window.BookmarkAt(Position);
}
