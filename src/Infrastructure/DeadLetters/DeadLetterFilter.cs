using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.DeadLetters;

internal enum DeadLetterStore
{
    Outbox,
    Consumers,
}

/// <summary>Which dead letters are meant; what is null or empty leaves nothing out.</summary>
/// <param name="Before">Failed last before then.</param>
/// <param name="After">Failed last after then.</param>
/// <param name="Retried">Also those that are not dead, but being tried again.</param>
internal sealed record DeadLetterFilter(
    DeadLetterStore? Store = null,
    string? Consumer = null,
    string? Type = null,
    string? Stream = null,
    DateTimeOffset? Before = null,
    DateTimeOffset? After = null,
    bool Retried = false)
{
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    public IQueryable<RejectedEvent> Rejected(AppDbContext db)
    {
        var rows = Narrow(db.Set<RejectedEvent>());
        if (Store == DeadLetterStore.Consumers || Consumer is not null) rows = rows.Where(_ => false);
        if (Before is { } before) rows = rows.Where(rejected => rejected.RejectedAt < before);
        if (After is { } after) rows = rows.Where(rejected => rejected.RejectedAt > after);
        return rows;
    }

    public IQueryable<FailedDelivery> Failed(AppDbContext db)
    {
        var rows = Narrow(db.Set<FailedDelivery>());
        if (Store == DeadLetterStore.Outbox) rows = rows.Where(_ => false);
        if (!Retried) rows = rows.Where(failed => failed.Dead);
        if (Consumer is { } consumer) rows = rows.Where(failed => failed.Consumer == consumer);
        if (Before is { } before) rows = rows.Where(failed => failed.FailedAt < before);
        if (After is { } after) rows = rows.Where(failed => failed.FailedAt > after);
        return rows;
    }

    private IQueryable<TRow> Narrow<TRow>(IQueryable<TRow> rows) where TRow : StoredEnvelope
    {
        rows = rows.AsNoTracking();
        if (Type is { } type) rows = rows.Where(row => row.Type == type);
        if (Stream is { } stream) rows = rows.Where(row => row.Stream == stream);
        if (Ids.Count > 0) rows = rows.Where(row => Ids.Contains(row.EventId));
        return rows;
    }
}
