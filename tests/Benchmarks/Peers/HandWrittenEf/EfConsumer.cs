using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>Knows what it has seen, and commits a batch as one; its rows are EF Core's.</summary>
internal sealed class EfConsumer(PooledDbContextFactory<Rows> contexts, Action<Guid> effect)
{
    private const string Enter =
        "insert into inbox (consumer, event_id) select 'projection', unnest({0}) on conflict do nothing returning event_id as \"Value\"";

    public async Task HandleAsync(IReadOnlyCollection<OutboxRow> batch, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            Guid[] ids = [.. batch.Select(row => row.Id)];
            var fresh = await db.Database.SqlQueryRaw<Guid>(Enter, ids).ToListAsync(ct);
            foreach (var row in batch.IntersectBy(fresh, row => row.Id))
            {
                var file = FileUploaded.FromJson(row.Payload);
                db.Add(new ProjectionRow
                {
                    EventId = row.Id,
                    FileId = file.FileId,
                    Owner = file.OwnerId.ToString(),
                    At = file.UploadedAt,
                    Data = Encoding.UTF8.GetString(row.Payload),
                });
            }

            db.Database.AutoSavepointsEnabled = false;
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        foreach (var row in batch) effect(row.FileId);
    }
}
