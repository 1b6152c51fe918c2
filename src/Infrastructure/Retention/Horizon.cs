namespace CleanFiles.Infrastructure.Retention;

/// <summary>
/// Up to when it may be forgotten what was handled: it has the age, and the outbox could not bring it again. An event is handled after it
/// is committed, so later than the first event of the outbox occurred, whose position is lower.
/// </summary>
internal sealed class Horizon(IOutboxRetention outbox, TimeProvider time, RetentionOptions options)
{
    /// <summary>Two machines' clocks may differ by this much.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    public async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        var byAge = time.GetUtcNow() - options.Inbox;
        var byOutbox = await outbox.OldestAsync(ct) - Tolerance;
        return byOutbox < byAge ? byOutbox.Value : byAge;
    }
}
