namespace CleanFiles.Infrastructure.DeadLetters;

internal enum DeadLetterState
{
    /// <summary>Nobody tries it again until a person wants it.</summary>
    Dead,

    /// <summary>A person wanted it: its consumer tries it again, beside the transport.</summary>
    Replaying,

    /// <summary>It failed, and the transport brings it again.</summary>
    Retrying,
}

/// <summary>What was given up, or is about to be: an event that a transport rejected, or one that a consumer could not handle.</summary>
/// <param name="Consumer">Null for the outbox's: no consumer has seen it.</param>
/// <param name="Attempts">Null for the outbox's: the transport was asked once.</param>
/// <param name="At">When it failed last.</param>
/// <param name="ReplayAt">When it is tried again, if a person wanted that.</param>
/// <param name="Reason">The transport's reason, or the exception with its stack.</param>
internal sealed record DeadLetter(
    string? Consumer,
    Guid EventId,
    string Type,
    int SchemaVersion,
    string Stream,
    long Version,
    DateTimeOffset OccurredAt,
    string Data,
    string Headers,
    DeadLetterState State,
    int? Attempts,
    DateTimeOffset At,
    DateTimeOffset? ReplayAt,
    string Reason);

/// <summary>One row of one store: an event may be a dead letter of several consumers.</summary>
internal readonly record struct DeadLetterKey(string? Consumer, Guid EventId);
