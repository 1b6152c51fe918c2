using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class FileConfiguration : IEntityTypeConfiguration<FileAggregate>
{
    public void Configure(EntityTypeBuilder<FileAggregate> builder)
    {
        builder.ToTable("files");
        builder.HasKey(file => file.Id);
        builder.Property(file => file.Id).HasConversion<FileIdConverter>().ValueGeneratedNever();
        builder.Property(file => file.Owner).HasConversion<OwnerIdConverter>().HasMaxLength(OwnerId.MaxLength);
        builder.Property(file => file.Name).HasConversion<FileNameConverter>().HasMaxLength(FileName.MaxLength);
        builder.Property(file => file.Size);
        builder.Property(file => file.ContentType).HasConversion<ContentTypeConverter>().HasMaxLength(ContentType.MaxLength);
        builder.Property(file => file.Sha256).HasConversion<Sha256Converter>().HasMaxLength(Sha256.Length);
        builder.Property(file => file.UploadedAt);
        builder.Property(file => file.Version).IsConcurrencyToken();
        builder.Ignore(file => file.Stream).Ignore(file => file.Raised).Ignore(file => file.IsDeleted);
        builder.HasIndex(file => new { file.Owner, file.UploadedAt, file.Id }).IsDescending(false, true, true);
    }
}
