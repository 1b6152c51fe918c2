namespace CleanFiles.Infrastructure.Outbox.Postgres;

/// <summary>How far a shard has come: past all that is visible in From, and past all up to Position that is visible in To.</summary>
/// <param name="Epoch">Counts the take-overs: who saves with an old one is fenced off.</param>
/// <param name="To">Null when no window is open; then the position is 0.</param>
internal sealed record Bookmark(short Shard, long Epoch, Snapshot From, Snapshot? To, long Position);
