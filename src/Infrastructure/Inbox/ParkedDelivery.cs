using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Inbox;

/// <summary>One row of the in-memory bus's parking lot (ADR 0010).</summary>
internal sealed class ParkedDelivery : StoredEnvelope
{
    public ParkedDelivery(string consumer, Envelope envelope, DateTimeOffset notBefore) : base(envelope) =>
        (Consumer, NotBefore) = (consumer, notBefore);

    private ParkedDelivery() => Consumer = "";

    public string Consumer { get; private init; }

    public DateTimeOffset NotBefore { get; private init; }
}

internal sealed class ParkedDeliveryConfiguration : IEntityTypeConfiguration<ParkedDelivery>
{
    public void Configure(EntityTypeBuilder<ParkedDelivery> builder)
    {
        builder.ToTable("parked_deliveries");
        builder.HasKey(parked => new { parked.Consumer, parked.EventId });
        builder.Property(parked => parked.Consumer).HasMaxLength(255);
        builder.HasIndex(parked => new { parked.Consumer, parked.Stream, parked.Version });
        builder.HasIndex(parked => new { parked.Consumer, parked.NotBefore });
    }
}
