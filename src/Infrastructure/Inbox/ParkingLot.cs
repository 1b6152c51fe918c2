using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Inbox;

internal sealed class ParkingLot(Transactions transactions) : IParkingLot
{
    public Task ParkAsync(string consumer, IReadOnlyCollection<ParkedEvent> events, CancellationToken ct) => transactions.RunAsync(
        async db =>
        {
            var ids = events.Select(parked => parked.Envelope.Id).ToList();
            var known = await Rows(db, consumer).Where(row => ids.Contains(row.EventId)).Select(row => row.EventId).ToListAsync(ct);
            db.AddRange(events.Where(parked => !known.Contains(parked.Envelope.Id))
                .Select(parked => new ParkedDelivery(consumer, parked.Envelope, parked.NotBefore)));
            return true;
        },
        ct);

    public Task<IReadOnlyList<Envelope>> DueAsync(
        string consumer, DateTimeOffset now, IReadOnlyCollection<Guid> leaveOut, int max, CancellationToken ct) =>
        transactions.ReadAsync<IReadOnlyList<Envelope>>(async db =>
        {
            var due = await Heads(db, consumer).Where(row => row.NotBefore <= now && !leaveOut.Contains(row.EventId))
                .OrderBy(row => row.EventId).Take(max).ToListAsync(ct);
            return due.ConvertAll(row => row.ToEnvelope());
        });

    public Task<DateTimeOffset?> NextDueAsync(string consumer, DateTimeOffset now, CancellationToken ct) => transactions.ReadAsync(db =>
        Rows(db, consumer).Where(row => row.NotBefore > now)
            .OrderBy(row => row.NotBefore).Select(row => (DateTimeOffset?)row.NotBefore).FirstOrDefaultAsync(ct));

    public Task DelayAsync(string consumer, IReadOnlyCollection<ParkedEvent> events, CancellationToken ct) => transactions.RunAsync(
        async db =>
        {
            foreach (var (envelope, notBefore) in events)
                await Rows(db, consumer).Where(row => row.EventId == envelope.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.NotBefore, notBefore), ct);
            return true;
        },
        ct);

    public Task<IReadOnlyList<string>> RemoveAsync(string consumer, IReadOnlyCollection<Envelope> handled, CancellationToken ct) =>
        transactions.RunAsync<IReadOnlyList<string>>(
            async db =>
            {
                var ids = handled.Select(envelope => envelope.Id).ToList();
                await Rows(db, consumer).Where(row => ids.Contains(row.EventId)).ExecuteDeleteAsync(ct);
                var streams = handled.Select(envelope => envelope.Stream).Distinct().ToList();
                var busy = await Rows(db, consumer).Where(row => streams.Contains(row.Stream)).Select(row => row.Stream).ToListAsync(ct);
                return [.. streams.Except(busy)];
            },
            ct);

    public Task<IReadOnlyList<string>> StreamsAsync(string consumer, CancellationToken ct) =>
        transactions.ReadAsync<IReadOnlyList<string>>(async db =>
            await Rows(db, consumer).Select(row => row.Stream).Distinct().ToListAsync(ct));

    private static IQueryable<ParkedDelivery> Rows(AppDbContext db, string consumer) =>
        db.Set<ParkedDelivery>().AsNoTracking().Where(row => row.Consumer == consumer);

    private static IQueryable<ParkedDelivery> Heads(AppDbContext db, string consumer) =>
        Rows(db, consumer).Where(row => !Rows(db, consumer).Any(other => other.Stream == row.Stream && other.Version < row.Version));
}
