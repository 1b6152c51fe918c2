using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Audit;

internal class AuditTrail(AppDbContext db) : IAuditTrail
{
    protected AppDbContext Db => db;

    public virtual void Append(AuditEntry entry) => db.Add(entry);

    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(OwnerId owner, FileId file, int limit, long? after, CancellationToken ct) =>
        await db.Set<AuditEntry>().AsNoTracking()
            .Where(entry => entry.FileId == file.Value && entry.Owner == owner.Value && entry.Version > (after ?? 0))
            .OrderBy(entry => entry.Version)
            .Take(limit)
            .ToListAsync(ct);
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(entry => entry.EventId);
        builder.Property(entry => entry.EventId).ValueGeneratedNever();
        builder.HasIndex(entry => new { entry.FileId, entry.Version });
    }
}
