using CleanFiles.Infrastructure.Relay;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal sealed class PostgresOutboxReader(NpgsqlConnection connection, string owner, HeldShards shards) : IOutboxReader
{
    private readonly Step _step = new(connection);
    private Queue<PostgresOutboxEntry> _ahead = [];

    public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
    {
        if (shards.HaveChanged || shards.IsEmpty) await KeepAsync(ct);
        var cursors = shards.Cursors;
        // Each step brings a page of every shard, and all of it lies in memory: together they are what was asked for.
        var page = Math.Max(1, max / Math.Max(1, cursors.Count));
        var entries = new List<OutboxEntry>();
        var more = cursors.Count > 0;
        while (entries.Count < max)
        {
            if (_ahead.TryDequeue(out var entry)) entries.Add(entry);
            else if (more) more = await StepAsync(cursors, page, ct);
            else break;
        }

        foreach (var entry in entries) shards[entry.Shard].HandedOut(entry);
        return entries;
    }

    public async Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct)
    {
        await BookmarkTable.SaveAsync(connection, [.. lastOfEachShard.Cast<PostgresOutboxEntry>().Select(entry => entry.Bookmark)], ct);
        foreach (var entry in lastOfEachShard) shards[entry.Shard].Saved(entry);
        await shards.ReleaseSettledAsync(ct);
    }

    public async Task KeepAsync(CancellationToken ct)
    {
        await shards.LookAsync(ct);
        if (_ahead.Count > 0) _ahead = new(_ahead.Where(entry => shards.Cursors.Any(cursor => cursor.Shard == entry.Shard)));
    }

    public async ValueTask DisposeAsync()
    {
        await _step.DisposeAsync();
        await RelayConnection.CloseAsync(connection, owner);
    }

    /// <returns>False when all that is committed now has been read: no window is open any more, and none ended that was opened earlier.</returns>
    private async Task<bool> StepAsync(IReadOnlyList<ShardCursor> cursors, int page, CancellationToken ct)
    {
        var opened = IsAnyWindowOpen(cursors);
        foreach (var entry in await _step.RunAsync(cursors, page, ct)) _ahead.Enqueue(entry);
        return opened || IsAnyWindowOpen(cursors);
    }

    private static bool IsAnyWindowOpen(IReadOnlyList<ShardCursor> cursors) => cursors.Any(cursor => cursor.At.To is not null);
}
