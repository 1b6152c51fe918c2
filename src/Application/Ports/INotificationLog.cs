using CleanFiles.Domain;

namespace CleanFiles.Application.Ports;

/// <summary>What the notifier has sent.</summary>
public interface INotificationLog
{
    void Add(Notification notification);

    /// <summary>At most <paramref name="limit"/> notifications of one owner, newest first, those after the cursor.</summary>
    Task<IReadOnlyList<Notification>> ListAsync(OwnerId owner, int limit, Cursor? after, CancellationToken ct);
}

/// <param name="EventId">The event it told of; there is one notification an event.</param>
public sealed record Notification(Guid EventId, string Owner, string Subject, DateTimeOffset SentAt);
