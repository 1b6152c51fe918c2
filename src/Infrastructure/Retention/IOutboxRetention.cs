namespace CleanFiles.Infrastructure.Retention;

/// <summary>The oldest contiguous prefix of the outbox goes: as far as every event is published and old enough.</summary>
internal interface IOutboxRetention : IRetention
{
    /// <returns>When the oldest event occurred that is still there and so may be published again; null when there is none.</returns>
    Task<DateTimeOffset?> OldestAsync(CancellationToken ct);
}
