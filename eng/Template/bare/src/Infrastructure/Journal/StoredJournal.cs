using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Journal;

internal sealed class StoredJournal(AppDbContext db) : IJournal
{
    public void Append(JournalEntry entry) => db.Add(entry);

    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(string owner, string stream, CancellationToken ct) =>
        await db.Set<JournalEntry>().AsNoTracking()
            .Where(entry => entry.Stream == stream && entry.Owner == owner)
            .OrderBy(entry => entry.Version)
            .ToListAsync(ct);
}

internal sealed class JournalEntryConfiguration : IEntityTypeConfiguration<JournalEntry>
{
    public void Configure(EntityTypeBuilder<JournalEntry> builder)
    {
        builder.ToTable("journal_entries");
        builder.HasKey(entry => entry.EventId);
        builder.Property(entry => entry.EventId).ValueGeneratedNever();
        builder.HasIndex(entry => new { entry.Stream, entry.Version });
    }
}
