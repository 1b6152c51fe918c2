using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Retention;

namespace CleanFiles.Infrastructure;

/// <summary>
/// What <see cref="AtomicFile"/> left in a folder when its process died. Who still writes keeps the file young, however slowly.
/// </summary>
internal sealed class AbandonedFiles(string folder, TimeProvider time, AdapterOptions options) : IRetention
{
    public string Name => $"abandoned files in {folder}";

    public Task<int> RunAsync(CancellationToken ct)
    {
        var removed = 0;
        var before = time.GetUtcNow() - options.Orphans;
        foreach (var file in FolderTree.Files(folder).Where(file => AtomicFile.IsTemporary(file.Name) && file.LastWriteTimeUtc < before))
        {
            ct.ThrowIfCancellationRequested();
            file.Delete();
            removed++;
        }

        return Task.FromResult(removed);
    }
}
