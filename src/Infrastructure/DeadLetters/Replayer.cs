using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CleanFiles.Infrastructure.DeadLetters;

/// <summary>
/// Has dead letters tried again under the ids they bear, each store at most at the given rate. What somebody else has taken up meanwhile
/// is left alone, so that the same replay twice, or two at once, is one (ADR 0015).
/// </summary>
internal sealed class Replayer(Transactions transactions, IOutboxWriter outbox, TimeProvider time)
{
    /// <param name="keys">In the order in which they are to be tried.</param>
    /// <param name="rate">Events a second.</param>
    /// <returns>How many were still dead letters.</returns>
    public async Task<int> ReplayAsync(IReadOnlyList<DeadLetterKey> keys, int rate, CancellationToken ct)
    {
        var deliveries = keys.Where(key => key.Consumer is not null).ToList();
        var events = keys.Where(key => key.Consumer is null).Select(key => key.EventId).ToList();
        return await MarkAsync(deliveries, rate, ct) + await AppendAsync(events, rate, ct);
    }

    /// <summary>Each gets a due time of its own, so that the rate holds whichever process tries them.</summary>
    private async Task<int> MarkAsync(List<DeadLetterKey> deliveries, int rate, CancellationToken ct)
    {
        var now = time.Now();
        var due = deliveries.Select((key, i) => (Key: key, At: now + TimeSpan.FromSeconds(i / (double)rate)));
        var marked = 0;
        foreach (var chunk in due.Chunk(DeadLetterBox.Chunk))
            marked += await transactions.RunAsync(
                async db =>
                {
                    var rows = 0;
                    foreach (var (key, at) in chunk) rows += await MarkAsync(db, key, at, ct);
                    return rows;
                },
                ct);
        return marked;
    }

    private static Task<int> MarkAsync(AppDbContext db, DeadLetterKey key, DateTimeOffset at, CancellationToken ct) =>
        db.Set<FailedDelivery>().Where(failed => failed.Consumer == key.Consumer && failed.EventId == key.EventId && failed.Dead)
            .ExecuteUpdateAsync(
                set => set.SetProperty(failed => failed.Dead, false).SetProperty(failed => failed.Attempts, 0)
                    .SetProperty(failed => failed.ReplayAt, at),
                ct);

    /// <summary>A second's worth at a time: the relay publishes what is in the outbox as fast as it can.</summary>
    private async Task<int> AppendAsync(List<Guid> events, int rate, CancellationToken ct)
    {
        var appended = 0;
        foreach (var second in events.Chunk(rate))
        {
            if (second[0] != events[0]) await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
            appended += await transactions.RunAsync(db => AppendAsync(db, second, ct), ct);
        }

        return appended;
    }

    private async Task<int> AppendAsync(AppDbContext db, Guid[] ids, CancellationToken ct)
    {
        var rows = await db.Set<RejectedEvent>().AsNoTracking().Where(row => ids.Contains(row.EventId)).ToDictionaryAsync(row => row.EventId, ct);
        var mine = new List<Envelope>(ids.Length);
        foreach (var id in ids.Where(rows.ContainsKey))
            if (await db.Set<RejectedEvent>().Where(row => row.EventId == id).ExecuteDeleteAsync(ct) == 1) mine.Add(rows[id].ToEnvelope());
        if (mine.Count > 0) await outbox.AppendAsync(db.Database.CurrentTransaction!.GetDbTransaction(), mine, ct);
        return mine.Count;
    }
}
