namespace CleanFiles.Infrastructure.Messaging.InMemory;

internal sealed record InMemoryOptions
{
    /// <summary>
    /// Deliveries that may wait in memory for each lane of a subscription; one more is parked at once. All that the relay may have in flight
    /// fits, or a burst would be written down for consumers that keep up with it.
    /// </summary>
    public int LaneCapacity { get; init; } = 2_000;

    /// <summary>
    /// The longest that a publish waits in all. Well below the relay's patience with it, or a consumer that hangs would look like a bus that
    /// is down.
    /// </summary>
    public static readonly TimeSpan MaxHoldFor = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How much longer a publish waits for a subscription than for the quickest one, before what is unanswered there is parked and the
    /// publish is answered without it.
    /// </summary>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause before the lot is looked at again after the database failed.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause before a delivery comes again that the host gave up without being able to record it.</summary>
    public TimeSpan DeadPause { get; init; } = TimeSpan.FromHours(1);
}
