using CleanFiles.Benchmarks.Load;
using Npgsql;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>The outbox as it is written first: a timer, a page, and one event after the other.</summary>
internal sealed class TickerSubject(Job job) : OutboxSubject(job, Table)
{
    private const int Page = 100;

    private const string Table = """
        create table outbox (id uuid primary key, type text not null, key uuid not null, payload jsonb not null,
            created_at timestamptz not null default clock_timestamp(), published_at timestamptz);
        create index on outbox (created_at) where published_at is null;
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private Background? _ticker;

    public override Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        var consumer = new Consumer(Database, effect);
        _ticker = new Background(stop => RunAsync(consumer, stop));
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_ticker is not null) await _ticker.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task RunAsync(Consumer consumer, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var row in await PendingAsync(ct))
            {
                await consumer.HandleAsync([row], ct);
                await MarkAsync(row, ct);
            }
        }
    }

    private async Task<List<OutboxRow>> PendingAsync(CancellationToken ct)
    {
        const string sql = "select id, key, payload from outbox where published_at is null order by created_at limit $1";
        await using var command = Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Page });
        return await OutboxRows.ReadAsync(command, ct);
    }

    private async Task MarkAsync(OutboxRow row, CancellationToken ct)
    {
        await using var command = Database.CreateCommand("update outbox set published_at = clock_timestamp() where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Id });
        await command.ExecuteNonQueryAsync(ct);
    }
}
