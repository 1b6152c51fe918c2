namespace CleanFiles.Infrastructure.Relay;

internal sealed record RelayOptions
{
    /// <summary>In less a busy relay may not get round to asking, and all would take from each other.</summary>
    public const double MinLeaseSeconds = 1;

    /// <summary>The most events between the durable bookmark and the newest one read: what bounds memory, and duplicates after a crash.</summary>
    public int MaxInFlight { get; init; } = 2_000;

    /// <summary>Events handed to the publisher in one call.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Calls to the publisher under way at once.</summary>
    public int MaxCalls { get; init; } = 64;

    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idle relay waits before it looks again without having been woken.</summary>
    public TimeSpan MaxPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// From so many events on a read tells of a load: reading twice as many in one statement costs hardly more, and twice as many
    /// statements cost twice as much (ADR 0030).
    /// </summary>
    public int Many { get; init; } = 10;

    /// <summary>The shortest time between two reads when the first brought <see cref="Many"/>; the most that it adds to an event's way, but for the clock's own steps.</summary>
    public TimeSpan GatherFor { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The shortest time between two saves of the bookmark.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a relay that stays silent keeps its share of the log: the time until others take over from a process that hangs. The same
    /// for all relays of a database.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest time that a relay stays silent.</summary>
    public TimeSpan KeepEvery => Lease / 5;

    /// <summary>The first pause after a failure; it doubles up to <see cref="MaxPause"/>.</summary>
    public TimeSpan MinPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a stopping relay waits for calls under way.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
