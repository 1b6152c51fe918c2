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
        builder.Property(file => file.Id).ValueGeneratedNever();
        builder.Property(file => file.Owner);
        builder.Property(file => file.Size);
        builder.Property(file => file.ContentType);
        builder.Property(file => file.Sha256);
        builder.Property(file => file.UploadedAt);
        builder.Property(file => file.Version).IsConcurrencyToken();
        builder.Ignore(file => file.Stream).Ignore(file => file.Raised).Ignore(file => file.IsDeleted);
        builder.HasIndex(file => new { file.Owner, file.UploadedAt, file.Id }).IsDescending(false, true, true);
    }
}
