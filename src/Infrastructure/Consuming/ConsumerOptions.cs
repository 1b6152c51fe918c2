namespace CleanFiles.Infrastructure.Consuming;

internal sealed record ConsumerOptions
{
    /// <summary>Events that a transactional consumer handles in one transaction; more would keep the first effect waiting for the last.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>Batches of all transactional consumers of this process that are under way at once: some wait for the server while others run.</summary>
    public int MaxBatches { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>Events that an external consumer handles side by side.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>What takes longer has failed.</summary>
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The attempt whose failure makes a dead letter: with the pauses below, after somewhat more than a day.</summary>
    public int MaxAttempts { get; init; } = 40;

    /// <summary>The pause after the first failed attempt; it doubles up to <see cref="MaxRetryPause"/>.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan MaxRetryPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>So many streams that failed without a success between them make it pause: one poison event alone never does.</summary>
    public int PauseAfterStreams { get; init; } = 5;

    /// <summary>The pause after those failures or at an outage of the database; it doubles up to <see cref="MaxPause"/>.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pause between two looks for dead letters that are to be tried again; looking writes nothing.</summary>
    public TimeSpan ReplayPoll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When another process may take up a replay that this one has begun and not ended.</summary>
    public TimeSpan ReplayTimeout => HandlerTimeout * 3;

    /// <summary>How long a running handler may go on when the process stops.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(3);
}
