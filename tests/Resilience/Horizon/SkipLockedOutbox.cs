using System.Runtime.CompilerServices;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Horizon;

/// <summary>The outbox as a queue, as it is mostly written: whoever takes a page locks its rows, skips those of others, and marks each.</summary>
internal sealed class SkipLockedOutbox(string connectionString) : IOutboxUnderLoad
{
    private const int Page = 100, PollMilliseconds = 5;

    private const string Table = """
        create table queue (
            position bigint generated always as identity primary key, id uuid not null, payload text not null, published_at timestamptz);
        create index on queue (position) where published_at is null;
        """;

    private const string Take = """
        with page as (select position from queue where published_at is null order by position limit $1 for update skip locked)
        update queue set published_at = clock_timestamp() from page where queue.position = page.position returning queue.id
        """;

    private static readonly string Payload = new('x', 300);

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private readonly CancellationTokenSource _stop = new();
    private Task _relay = Task.CompletedTask;

    public string Name => "queue with SKIP LOCKED";

    public async Task StartAsync(Action<Guid> effect)
    {
        await using var create = _database.CreateCommand(Table);
        await create.ExecuteNonQueryAsync();
        _relay = RelayAsync(effect);
    }

    public async Task WriteAsync(Guid id)
    {
        await using var insert = _database.CreateCommand("insert into queue (id, payload) values ($1, $2)");
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = Payload });
        await insert.ExecuteNonQueryAsync();
    }

    public Task<long> DeadRowsAsync() => DeadRows.OfAsync(_database, "queue");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _relay;
        await _database.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RelayAsync(Action<Guid> effect)
    {
        while (!_stop.IsCancellationRequested)
        {
            var taken = 0;
            await foreach (var id in TakeAsync())
            {
                effect(id);
                taken++;
            }

            if (taken == 0) await Task.WhenAny(Task.Delay(PollMilliseconds, _stop.Token));
        }
    }

    private async IAsyncEnumerable<Guid> TakeAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var take = _database.CreateCommand(Take);
        take.Parameters.Add(new() { Value = Page });
        await using var row = await take.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) yield return row.GetGuid(0);
    }
}
