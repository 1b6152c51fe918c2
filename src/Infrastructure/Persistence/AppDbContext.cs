using CleanFiles.Domain.Files;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>The model that both databases share; each folder brings the configuration of its own tables.</summary>
internal abstract class AppDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Of the unit of work that has this context now; it comes from a pool.</summary>
    public IFlush? Flush { get; set; }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<FileId>().HaveConversion<FileIdConverter>();
        configurationBuilder.Properties<OwnerId>().HaveConversion<OwnerIdConverter>().HaveMaxLength(OwnerId.MaxLength);
        configurationBuilder.Properties<FileName>().HaveConversion<FileNameConverter>().HaveMaxLength(FileName.MaxLength);
        configurationBuilder.Properties<ContentType>().HaveConversion<ContentTypeConverter>().HaveMaxLength(ContentType.MaxLength);
        configurationBuilder.Properties<Sha256>().HaveConversion<Sha256Converter>().HaveMaxLength(Sha256.Length);
    }
}
