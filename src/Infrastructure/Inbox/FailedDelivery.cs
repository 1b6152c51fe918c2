using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Inbox;

/// <summary>A delivery that failed: retried while it is not dead, a dead letter afterwards.</summary>
internal sealed class FailedDelivery : StoredEnvelope
{
    public FailedDelivery(string consumer, Envelope envelope) : base(envelope) => Consumer = consumer;

    private FailedDelivery() => Consumer = "";

    public string Consumer { get; private init; }

    public int Attempts { get; private set; }

    /// <summary>The exception of the last attempt, with its stack.</summary>
    public string Error { get; private set; } = "";

    public DateTimeOffset FailedAt { get; private set; }

    public bool Dead { get; private set; }

    /// <summary>When the consumer's host may try it again without its transport; null when nobody asked for a replay.</summary>
    public DateTimeOffset? ReplayAt { get; private set; }

    public void Count(Exception error, int last, DateTimeOffset at)
    {
        Attempts++;
        if (Attempts >= last) (Dead, ReplayAt) = (true, null);
        Note(error, at);
    }

    /// <summary>The transport gave it up. One that is dead, or waits for its replay, stays as it is.</summary>
    public void Bury(int attempts, string reason, DateTimeOffset at)
    {
        if (Dead || ReplayAt is not null) return;
        (Dead, Attempts, FailedAt) = (true, Math.Max(Attempts, attempts), at);
        if (Error.Length == 0) Error = StoredText.Of(reason);
    }

    /// <summary>No transport has it any more, so its consumer's host tries it by itself. One that is dead stays so.</summary>
    public void TakeUp(DateTimeOffset at)
    {
        if (Dead) return;
        ReplayAt ??= at;
        if (Error.Length == 0) (Error, FailedAt) = ("The in-memory bus had parked it.", at);
    }

    public void Note(Exception error, DateTimeOffset at) => (Error, FailedAt) = (StoredText.Of(error.ToString()), at);
}

internal sealed class FailedDeliveryConfiguration : IEntityTypeConfiguration<FailedDelivery>
{
    public void Configure(EntityTypeBuilder<FailedDelivery> builder)
    {
        builder.ToTable("failed_deliveries");
        builder.HasKey(failed => new { failed.Consumer, failed.EventId });
        builder.Property(failed => failed.Consumer).HasMaxLength(255);
    }
}
