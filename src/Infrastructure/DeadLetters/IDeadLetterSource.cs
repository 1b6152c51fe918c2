namespace CleanFiles.Infrastructure.DeadLetters;

/// <summary>A place outside the database where a transport keeps what it gave up.</summary>
internal interface IDeadLetterSource
{
    /// <summary>For people, such as "the dead-letter queues".</summary>
    string Name { get; }

    /// <summary>Brings what lies there among the consumers' dead letters. What fails half way is brought the next time.</summary>
    Task CollectAsync(CancellationToken ct);
}
