using CleanFiles.Infrastructure.Relay;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal sealed class PostgresOutboxReader(NpgsqlConnection connection, IReadOnlyList<ShardCursor> cursors) : IOutboxReader
{
    private readonly Step _step = new(connection);
    private readonly Queue<PostgresOutboxEntry> _ahead = [];

    public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
    {
        // A window that was opened before may be at its end while newer events wait behind it.
        for (var newer = true; newer && _ahead.Count == 0;)
        {
            newer = cursors.Any(cursor => cursor.At.To is not null);
            var entries = await _step.RunAsync(cursors, Math.Max(1, max / cursors.Count), ct);
            foreach (var entry in entries) _ahead.Enqueue(entry);
        }
        var page = new List<OutboxEntry>(max);
        while (page.Count < max && _ahead.TryDequeue(out var entry)) page.Add(entry);
        return page;
    }

    public Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct) =>
        BookmarkTable.SaveAsync(connection, [.. lastOfEachShard.Cast<PostgresOutboxEntry>().Select(entry => entry.Bookmark)], ct);

    public async ValueTask DisposeAsync()
    {
        await _step.DisposeAsync();
        await RelayConnection.CloseAsync(connection);
    }
}
