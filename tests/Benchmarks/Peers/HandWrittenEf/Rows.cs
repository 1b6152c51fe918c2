using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Benchmarks.Peers;

internal sealed class FileRow
{
    public Guid Id { get; init; }

    public string Owner { get; init; } = "";

    public string Name { get; init; } = "";

    public long Size { get; init; }

    public string ContentType { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public DateTimeOffset UploadedAt { get; init; }

    public long Version { get; init; } = 1;
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

    public Guid FileId { get; init; }

    public string Owner { get; init; } = "";

    public long Version { get; init; } = 1;

    public string Type { get; init; } = FileUploaded.Type;

    public int SchemaVersion { get; init; } = 1;

    public DateTimeOffset At { get; init; }

    public string Data { get; init; } = "";
}

/// <summary>The tables that all peers share.</summary>
internal sealed class Rows(DbContextOptions<Rows> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<FileRow>(file =>
        {
            file.ToTable("files").Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            file.Property(row => row.Owner).HasColumnName("owner");
            file.Property(row => row.Name).HasColumnName("name");
            file.Property(row => row.Size).HasColumnName("size");
            file.Property(row => row.ContentType).HasColumnName("content_type");
            file.Property(row => row.Sha256).HasColumnName("sha256");
            file.Property(row => row.UploadedAt).HasColumnName("uploaded_at");
            file.Property(row => row.Version).HasColumnName("version");
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
            projection.Property(row => row.FileId).HasColumnName("file_id");
            projection.Property(row => row.Owner).HasColumnName("owner");
            projection.Property(row => row.Version).HasColumnName("version");
            projection.Property(row => row.Type).HasColumnName("type");
            projection.Property(row => row.SchemaVersion).HasColumnName("schema_version");
            projection.Property(row => row.At).HasColumnName("at");
            projection.Property(row => row.Data).HasColumnName("data");
        });
    }
}
