using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

/// <summary>The reader that everybody writes first. It is here to show that the tests notice what it loses.</summary>
internal sealed class PositionOnlyReader(PostgresTestOutbox outbox) : IOutboxReader
{
    private long _last;

    public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
    {
        await using var command = outbox.DataSource.CreateCommand(
            $"select position, id, stream, version from outbox where position > {_last} order by position limit {max}");
        await using var row = await command.ExecuteReaderAsync(ct);
        var entries = new List<OutboxEntry>();
        while (await row.ReadAsync(ct))
        {
            _last = row.GetInt64(0);
            entries.Add(new OutboxEntry(0, Events.Event(row.GetString(2), row.GetInt64(3)) with { Id = row.GetGuid(1) }));
        }
        return entries;
    }

    public Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct) => Task.CompletedTask;

    public Task KeepAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => default;
}
