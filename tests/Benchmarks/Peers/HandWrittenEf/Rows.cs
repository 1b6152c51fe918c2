using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Benchmarks.Peers;

internal sealed class FileRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public long Size { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class EventRow
{
    public Guid Id { get; init; }

    public string Type { get; init; } = "";

    public Guid Key { get; init; }

    public string Payload { get; init; } = "";
}

internal sealed class ProjectionRow
{
    public Guid EventId { get; init; }

    public string Payload { get; init; } = "";
}

/// <summary>The tables that all peers share. What the server numbers is not mapped, since nobody reads it back.</summary>
internal sealed class Rows(DbContextOptions<Rows> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<FileRow>(file =>
        {
            file.ToTable("files").Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            file.Property(row => row.Name).HasColumnName("name");
            file.Property(row => row.Size).HasColumnName("size");
            file.Property(row => row.CreatedAt).HasColumnName("created_at");
        });
        modelBuilder.Entity<EventRow>(@event =>
        {
            @event.ToTable("outbox").Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            @event.Property(row => row.Type).HasColumnName("type");
            @event.Property(row => row.Key).HasColumnName("key");
            @event.Property(row => row.Payload).HasColumnName("payload").HasColumnType("jsonb");
        });
        modelBuilder.Entity<ProjectionRow>(projection =>
        {
            projection.ToTable("projection").HasKey(row => row.EventId);
            projection.Property(row => row.EventId).HasColumnName("event_id").ValueGeneratedNever();
            projection.Property(row => row.Payload).HasColumnName("payload").HasColumnType("jsonb");
        });
    }
}
