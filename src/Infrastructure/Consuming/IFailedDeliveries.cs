using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>The consumers' failures: those that will be tried again, and the dead letters.</summary>
internal interface IFailedDeliveries
{
    /// <summary>
    /// Counts one failed attempt and keeps its error; the counting survives a restart. From attempt <paramref name="last"/> on it is a dead
    /// letter: nobody delivers it any more until a person replays it.
    /// </summary>
    /// <returns>The attempts so far.</returns>
    Task<int> CountAsync(string consumer, Envelope envelope, Exception error, int last, CancellationToken ct);

    /// <summary>Keeps an error that is not the consumer's fault, and so counts as no attempt. When the task ends well, the database can be written.</summary>
    Task NoteAsync(string consumer, Envelope envelope, Exception error, CancellationToken ct);
}
