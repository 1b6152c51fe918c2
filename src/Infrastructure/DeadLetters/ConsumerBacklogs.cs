using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.DeadLetters;

/// <summary>What one consumer has not handled: given up, being tried again by request or by its transport, and parked by the in-memory bus.</summary>
internal sealed record ConsumerBacklog(string Consumer, int Dead, int Replaying, int Retrying, int Parked);

internal sealed class ConsumerBacklogs(Transactions transactions)
{
    /// <summary>One for each of the consumers named, and for others that left something behind.</summary>
    public Task<IReadOnlyList<ConsumerBacklog>> ReadAsync(IReadOnlyList<string> consumers, CancellationToken ct) =>
        transactions.ReadAsync<IReadOnlyList<ConsumerBacklog>>(async db =>
        {
            var failed = await db.Set<FailedDelivery>().GroupBy(row => new { row.Consumer, row.Dead, Replaying = row.ReplayAt != null })
                .Select(rows => new { rows.Key, Count = rows.Count() }).ToListAsync(ct);
            var parked = await db.Set<ParkedDelivery>().GroupBy(row => row.Consumer)
                .Select(rows => new { rows.Key, Count = rows.Count() }).ToDictionaryAsync(rows => rows.Key, rows => rows.Count, ct);
            return
            [
                .. from consumer in consumers.Union(failed.Select(rows => rows.Key.Consumer)).Union(parked.Keys)
                   orderby consumer
                   let mine = failed.Where(rows => rows.Key.Consumer == consumer).ToList()
                   select new ConsumerBacklog(
                       consumer,
                       mine.Where(rows => rows.Key.Dead).Sum(rows => rows.Count),
                       mine.Where(rows => rows.Key is { Dead: false, Replaying: true }).Sum(rows => rows.Count),
                       mine.Where(rows => rows.Key is { Dead: false, Replaying: false }).Sum(rows => rows.Count),
                       parked.GetValueOrDefault(consumer)),
            ];
        });
}
