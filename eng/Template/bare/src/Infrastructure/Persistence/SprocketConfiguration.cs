using CleanFiles.Domain;
using CleanFiles.Domain.Sprockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CleanFiles.Infrastructure.Persistence;

internal sealed class SprocketConfiguration : IEntityTypeConfiguration<Sprocket>
{
    public void Configure(EntityTypeBuilder<Sprocket> builder)
    {
        builder.ToTable("sprocket_table");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasConversion<SprocketIdConverter>().ValueGeneratedNever();
        builder.Property(row => row.Owner).HasConversion<OwnerIdConverter>().HasMaxLength(OwnerId.MaxLength);
        builder.Property(row => row.Title).HasMaxLength(Sprocket.MaxTitle);
        builder.Property(row => row.CreatedAt);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.Ignore(row => row.Stream).Ignore(row => row.Raised);
    }
}

internal sealed class SprocketIdConverter() : ValueConverter<SprocketId, Guid>(id => id.Value, value => new SprocketId(value));

internal sealed class OwnerIdConverter() : ValueConverter<OwnerId, string>(owner => owner.Value, value => new OwnerId(value));
