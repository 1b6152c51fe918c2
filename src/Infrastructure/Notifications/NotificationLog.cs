using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CleanFiles.Infrastructure.Notifications;

internal sealed class NotificationLog(AppDbContext db) : INotificationLog
{
    public void Add(Notification notification) => db.Add(notification);

    public async Task<IReadOnlyList<Notification>> ListAsync(OwnerId owner, int limit, Cursor? after, CancellationToken ct)
    {
        var sent = db.Set<Notification>().AsNoTracking().Where(notification => notification.Owner == owner.Value);
        if (after is not null)
            sent = sent.Where(notification =>
                notification.SentAt < after.At || (notification.SentAt == after.At && notification.EventId < after.Id));
        return await sent.OrderByDescending(notification => notification.SentAt).ThenByDescending(notification => notification.EventId)
            .Take(limit).ToListAsync(ct);
    }
}

internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("notifications");
        builder.HasKey(notification => notification.EventId);
        builder.Property(notification => notification.EventId).ValueGeneratedNever();
        builder.HasIndex(notification => new { notification.Owner, notification.SentAt, notification.EventId }).IsDescending(false, true, true);
    }
}
