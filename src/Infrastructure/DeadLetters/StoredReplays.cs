using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.DeadLetters;

/// <summary>A replay is claimed by moving its due time on; that time then tells this claim from any later one.</summary>
internal sealed class StoredReplays(Transactions transactions, TimeProvider time) : IReplays
{
    public async Task<IReadOnlyList<Envelope>> ClaimAsync(string consumer, DateTimeOffset until, int max, CancellationToken ct)
    {
        var due = await transactions.ReadAsync(db => DueAsync(db, consumer, max, ct));
        return due.Count == 0 ? [] : await transactions.RunAsync(db => ClaimAsync(db, consumer, due, until, ct), ct);
    }

    public Task EndAsync(string consumer, Guid eventId, DateTimeOffset until, CancellationToken ct) =>
        transactions.RunAsync(db => One(db, consumer, eventId, until).ExecuteDeleteAsync(ct), ct);

    public Task DelayAsync(string consumer, Guid eventId, DateTimeOffset until, DateTimeOffset next, CancellationToken ct) =>
        transactions.RunAsync(
            db => One(db, consumer, eventId, until).ExecuteUpdateAsync(set => set.SetProperty(failed => failed.ReplayAt, next), ct), ct);

    /// <summary>Without payloads: of a stream with many replays all are looked at each time.</summary>
    private async Task<IReadOnlyList<Due>> DueAsync(AppDbContext db, string consumer, int max, CancellationToken ct)
    {
        var waiting = await Waiting(db, consumer)
            .Select(failed => new Due(failed.EventId, failed.Stream, failed.Version, failed.ReplayAt!.Value)).ToListAsync(ct);
        var now = time.GetUtcNow();
        return [.. waiting.GroupBy(due => due.Stream).Select(stream => stream.MinBy(due => due.Version)!)
            .Where(due => due.At <= now).OrderBy(due => due.At).ThenBy(due => due.Stream, StringComparer.Ordinal).Take(max)];
    }

    private static async Task<IReadOnlyList<Envelope>> ClaimAsync(
        AppDbContext db, string consumer, IReadOnlyList<Due> due, DateTimeOffset until, CancellationToken ct)
    {
        var claimed = new List<Guid>(due.Count);
        // Sorted, so that two processes never wait for each other in a circle.
        foreach (var one in due.OrderBy(one => one.EventId))
            if (await One(db, consumer, one.EventId, one.At).ExecuteUpdateAsync(set => set.SetProperty(failed => failed.ReplayAt, until), ct) == 1)
                claimed.Add(one.EventId);
        var rows = await Waiting(db, consumer).Where(failed => claimed.Contains(failed.EventId)).ToDictionaryAsync(failed => failed.EventId, ct);
        return [.. due.Where(one => rows.ContainsKey(one.EventId)).Select(one => rows[one.EventId].ToEnvelope())];
    }

    private static IQueryable<FailedDelivery> Waiting(AppDbContext db, string consumer) =>
        db.Set<FailedDelivery>().AsNoTracking().Where(failed => failed.Consumer == consumer && failed.ReplayAt != null && !failed.Dead);

    private static IQueryable<FailedDelivery> One(AppDbContext db, string consumer, Guid eventId, DateTimeOffset at) =>
        Waiting(db, consumer).Where(failed => failed.EventId == eventId && failed.ReplayAt == at);

    private sealed record Due(Guid EventId, string Stream, long Version, DateTimeOffset At);
}
