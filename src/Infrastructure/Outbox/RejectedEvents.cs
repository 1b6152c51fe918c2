using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Outbox;

internal sealed class RejectedEvents(Transactions transactions, TimeProvider time) : IRejectedEvents
{
    public Task RecordAsync(Envelope envelope, string reason, CancellationToken ct) => transactions.RunAsync(
        async db =>
        {
            if (!await db.Set<RejectedEvent>().AnyAsync(rejected => rejected.EventId == envelope.Id, ct))
                db.Add(new RejectedEvent(envelope, reason, time.GetUtcNow()));
            return true;
        },
        ct);
}
