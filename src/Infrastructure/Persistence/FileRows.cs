using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Retention;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class FileRows(Transactions transactions) : IFileRows
{
    public async Task<IReadOnlySet<FileId>> KnownAsync(IReadOnlyCollection<FileId> ids, CancellationToken ct) =>
        await transactions.ReadAsync(db => db.Set<FileAggregate>()
            .Select(file => file.Id).Where(id => ids.Contains(id)).ToHashSetAsync(ct));
}
