namespace CleanFiles.Infrastructure.Consuming;

/// <summary>Tells what this service's own database did from a fault of a consumer: only the latter counts as an attempt (ADR 0017).</summary>
internal interface IOutages
{
    /// <summary>How often a transaction is tried that conflicts with others.</summary>
    const int MaxTries = 5;

    DatabaseFault FaultOf(Exception exception);

    /// <summary>Whether the database answers a trivial question soon, and takes writes as far as it says. Does not throw.</summary>
    Task<bool> AnswersAsync();
}

internal enum DatabaseFault
{
    /// <summary>It did nothing wrong.</summary>
    None,

    /// <summary>
    /// It ended this transaction because of another one that ran at the same time, or because it stood still for too long: rolled back for
    /// certain, and worth another try at once.
    /// </summary>
    Conflict,

    /// <summary>It did not answer in time. A slow statement looks the same as a database that is away, so ask it.</summary>
    Timeout,

    /// <summary>It is away or cannot be written.</summary>
    Outage,
}
