using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Retention;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Inbox;

/// <summary>What was handled is forgotten when it can no longer come again: from the outbox, the transport, the parking lot or a retry.</summary>
internal sealed class InboxRetention(Transactions transactions, Horizon horizon, RetentionOptions options) : IRetention
{
    public string Name => "events of the inbox";

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var before = await horizon.NowAsync(ct);
        return await Batches.RunAsync(options.BatchSize, () => transactions.RunAsync(
            db => db.Database.ExecuteSqlAsync(
                $"""
                 delete from inbox where (consumer, event_id) in (
                     select i.consumer, i.event_id from inbox i
                     where i.handled_at < {before}
                         and not exists (select 1 from parked_deliveries p where p.consumer = i.consumer and p.event_id = i.event_id)
                         and not exists (select 1 from failed_deliveries f where f.consumer = i.consumer and f.event_id = i.event_id)
                     order by i.handled_at limit {options.BatchSize})
                 """,
                ct),
            ct));
    }
}
