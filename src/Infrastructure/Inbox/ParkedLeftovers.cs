using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Inbox;

/// <summary>What the in-memory bus had parked when this service was moved to a broker: the hosts take it up as replays, in the order of streams.</summary>
internal sealed class ParkedLeftovers(Transactions transactions, TimeProvider time, ILogger<ParkedLeftovers> logger) : IHostedService
{
    private const int Chunk = 100;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        while (await transactions.RunAsync(db => MoveAsync(db, cancellationToken), cancellationToken) is var moved && moved > 0) all += moved;
        if (all > 0) logger.LogInformation("{Count} events that the in-memory bus had parked are tried again.", all);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<int> MoveAsync(AppDbContext db, CancellationToken ct)
    {
        var rows = await db.Set<ParkedDelivery>().AsNoTracking()
            .OrderBy(row => row.Consumer).ThenBy(row => row.Stream).ThenBy(row => row.Version).Take(Chunk).ToListAsync(ct);
        foreach (var row in rows)
        {
            // Another process that starts may be at the same.
            if (await db.Set<ParkedDelivery>().Where(one => one.Consumer == row.Consumer && one.EventId == row.EventId).ExecuteDeleteAsync(ct) == 0) continue;
            var failed = await db.Set<FailedDelivery>().FindAsync([row.Consumer, row.EventId], ct)
                ?? db.Add(new FailedDelivery(row.Consumer, row.ToEnvelope())).Entity;
            failed.TakeUp(time.GetUtcNow());
        }

        return rows.Count;
    }
}
