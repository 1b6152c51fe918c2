using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;

namespace CleanFiles.Infrastructure.Inbox;

internal sealed class FailedDeliveries(Transactions transactions, TimeProvider time) : IFailedDeliveries
{
    public Task<int> CountAsync(string consumer, Envelope envelope, Exception error, int last, CancellationToken ct) => transactions.RunAsync(
        async db =>
        {
            var failed = await FindOrAddAsync(db, consumer, envelope, ct);
            failed.Count(error, last, time.GetUtcNow());
            return failed.Attempts;
        },
        ct);

    public Task NoteAsync(string consumer, Envelope envelope, Exception error, CancellationToken ct) => transactions.RunAsync(
        async db =>
        {
            (await FindOrAddAsync(db, consumer, envelope, ct)).Note(error, time.GetUtcNow());
            return true;
        },
        ct);

    private static async Task<FailedDelivery> FindOrAddAsync(AppDbContext db, string consumer, Envelope envelope, CancellationToken ct) =>
        await db.Set<FailedDelivery>().FindAsync([consumer, envelope.Id], ct)
        ?? db.Add(new FailedDelivery(consumer, envelope)).Entity;
}
