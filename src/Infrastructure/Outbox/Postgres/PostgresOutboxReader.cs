using CleanFiles.Infrastructure.Relay;
using Npgsql;

namespace CleanFiles.Infrastructure.Outbox.Postgres;

internal sealed class PostgresOutboxReader(NpgsqlConnection connection, IReadOnlyList<ShardCursor> cursors) : IOutboxReader
{
    private readonly Step _step = new(connection);
    private readonly Queue<PostgresOutboxEntry> _ahead = [];

    public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
    {
        var entries = new List<OutboxEntry>();
        var more = true;
        while (entries.Count < max)
        {
            if (_ahead.TryDequeue(out var entry)) entries.Add(entry);
            else if (more) more = await StepAsync(max, ct);
            else break;
        }
        return entries;
    }

    public Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct) =>
        BookmarkTable.SaveAsync(connection, [.. lastOfEachShard.Cast<PostgresOutboxEntry>().Select(entry => entry.Bookmark)], ct);

    public async ValueTask DisposeAsync()
    {
        await _step.DisposeAsync();
        await RelayConnection.CloseAsync(connection);
    }

    /// <returns>False when all that is committed now has been read: no window is open any more, and none ended that was opened earlier.</returns>
    private async Task<bool> StepAsync(int page, CancellationToken ct)
    {
        var opened = IsAnyWindowOpen();
        foreach (var entry in await _step.RunAsync(cursors, page, ct)) _ahead.Enqueue(entry);
        return opened || IsAnyWindowOpen();
    }

    private bool IsAnyWindowOpen() => cursors.Any(cursor => cursor.At.To is not null);
}
