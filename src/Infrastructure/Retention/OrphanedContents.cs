using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Retention;

/// <summary>
/// Contents without a row: of uploads that died between content and commit, and of deleted files whose reaper has not come yet, which
/// finds them gone. A content is stored before its row is, hence the age and the second look.
/// </summary>
internal sealed class OrphanedContents(
    IStoredContents contents,
    IContentStore store,
    IFileRows rows,
    TimeProvider time,
    AdapterOptions adapters,
    RetentionOptions options,
    ILogger<OrphanedContents> logger)
    : IRetention
{
    /// <summary>So many may be without a row, however few there are besides.</summary>
    private const int Few = 20;

    public string Name => "contents without a file";

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var removed = 0;
        foreach (var batch in contents.StoredBefore(time.GetUtcNow() - adapters.Orphans).Chunk(options.BatchSize))
        {
            var known = await rows.KnownAsync(batch, ct);
            var orphans = batch.Where(id => !known.Contains(id)).ToList();
            if (orphans.Count > Few && orphans.Count > batch.Length / 2)
            {
                logger.LogWarning(
                    "{Orphans} of {Contents} contents have no file in the database, so none is removed: see that Content:Path and Persistence:ConnectionString belong together.",
                    orphans.Count, batch.Length);
                return removed;
            }

            foreach (var id in orphans)
                if (await TryRemoveAsync(id, ct)) removed++;
        }

        return removed;
    }

    private async Task<bool> TryRemoveAsync(FileId id, CancellationToken ct)
    {
        if ((await rows.KnownAsync([id], ct)).Count > 0) return false;
        await store.DeleteAsync(id, ct);
        return true;
    }
}
