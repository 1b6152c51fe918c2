using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Files;

internal static class OwnedFiles
{
    /// <exception cref="FileNotFoundException">Unknown, deleted, or somebody else's.</exception>
    public static async Task<FileAggregate> GetAsync(this IFiles files, OwnerId owner, FileId id, CancellationToken ct) =>
        await files.FindAsync(id, ct) is { } file && file.Owner == owner ? file : throw new FileNotFoundException(id);
}
