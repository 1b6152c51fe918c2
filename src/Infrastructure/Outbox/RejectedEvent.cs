using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Outbox;

internal sealed class RejectedEvent : StoredEnvelope
{
    public RejectedEvent(Envelope envelope, string reason, DateTimeOffset at) : base(envelope) => (Reason, RejectedAt) = (StoredText.Of(reason), at);

    private RejectedEvent() => Reason = "";

    public string Reason { get; private init; }

    public DateTimeOffset RejectedAt { get; private init; }
}

internal sealed class RejectedEventConfiguration : IEntityTypeConfiguration<RejectedEvent>
{
    public void Configure(EntityTypeBuilder<RejectedEvent> builder)
    {
        builder.ToTable("outbox_dead_letters");
        builder.HasKey(rejected => rejected.EventId);
        builder.Property(rejected => rejected.EventId).ValueGeneratedNever();
    }
}
