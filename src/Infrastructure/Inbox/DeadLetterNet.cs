using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Inbox;

internal sealed class DeadLetterNet(Transactions transactions, TimeProvider time) : IDeadLetterNet
{
    public Task BuryAsync(string consumer, Envelope envelope, int attempts, string reason, CancellationToken ct) => transactions.RunAsync(
        async db =>
        {
            if (await IsHandledAsync(db, consumer, envelope.Id, ct)) return false;
            var failed = await db.Set<FailedDelivery>().FindAsync([consumer, envelope.Id], ct) ?? db.Add(new FailedDelivery(consumer, envelope)).Entity;
            failed.Bury(attempts, reason, time.GetUtcNow());
            return true;
        },
        ct);

    private static Task<bool> IsHandledAsync(AppDbContext db, string consumer, Guid eventId, CancellationToken ct) => db.Database
        .SqlQuery<int>($"select 1 as \"Value\" from inbox where consumer = {consumer} and event_id = {eventId}").AnyAsync(ct);
}
