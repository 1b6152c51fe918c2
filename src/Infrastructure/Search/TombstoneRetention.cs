using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Retention;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Search;

/// <summary>A tombstone goes when no late event could bring its file back: as old as the inbox's, and no dead letter left to replay.</summary>
internal sealed class TombstoneRetention(Transactions transactions, Horizon horizon, RetentionOptions options) : IRetention
{
    public string Name => "tombstones of the search index";

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var before = await horizon.NowAsync(ct);
        return await Batches.RunAsync(options.BatchSize, () => transactions.RunAsync(
            async db =>
            {
                var gone = await Forgettable(db).Where(document => document.DeletedAt < before)
                    .OrderBy(document => document.DeletedAt).Take(options.BatchSize).Select(document => document.Id).ToListAsync(ct);
                return gone.Count == 0 ? 0
                    : await db.Set<SearchDocument>().Where(document => gone.Contains(document.Id)).ExecuteDeleteAsync(ct);
            },
            ct));
    }

    /// <summary>SQLite keeps ids in upper case, streams are written in lower.</summary>
    private static IQueryable<SearchDocument> Forgettable(AppDbContext db) => db.Set<SearchDocument>().FromSql(
        $"""
         select * from search_documents d
         where d.deleted and not exists (
             select 1 from (
                 select stream from parked_deliveries union all
                 select stream from failed_deliveries union all
                 select stream from outbox_dead_letters) held
             where held.stream = lower(cast(d.file_id as text)))
         """);
}
