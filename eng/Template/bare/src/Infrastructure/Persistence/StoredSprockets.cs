using CleanFiles.Application.Ports;
using CleanFiles.Domain.Sprockets;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class StoredSprockets(AppDbContext db) : ISprockets
{
    public Task<Sprocket?> FindAsync(SprocketId id, CancellationToken ct) => db.Set<Sprocket>().SingleOrDefaultAsync(row => row.Id == id, ct);

    public void Add(Sprocket added) => db.Add(added);
}
