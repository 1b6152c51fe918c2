using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class StoredFiles(AppDbContext db) : IFiles
{
    public Task<FileAggregate?> FindAsync(FileId id, CancellationToken ct) =>
        db.Set<FileAggregate>().SingleOrDefaultAsync(file => file.Id == id, ct);

    public async Task<IReadOnlyList<FileAggregate>> ListAsync(OwnerId owner, int limit, Cursor? after, CancellationToken ct)
    {
        var files = db.Set<FileAggregate>().AsNoTracking().Where(file => file.Owner == owner);
        if (after is not null)
            files = files.Where(file => file.UploadedAt < after.At || (file.UploadedAt == after.At && (Guid)(object)file.Id < after.Id));
        return await files.OrderByDescending(file => file.UploadedAt).ThenByDescending(file => file.Id).Take(limit).ToListAsync(ct);
    }

    public void Add(FileAggregate file) => db.Add(file);

    public void Remove(FileAggregate file) => db.Remove(file);
}
