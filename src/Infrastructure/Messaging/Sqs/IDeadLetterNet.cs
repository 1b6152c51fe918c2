using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>Makes of what a queue gave up a dead letter like any other, so that one command knows them all (ADR 0015, ADR 0025).</summary>
internal interface IDeadLetterNet
{
    /// <summary>Durable when the task ends. Burying the same event again changes nothing, and neither does burying one that the consumer has handled.</summary>
    /// <param name="attempts">How often it was delivered.</param>
    Task BuryAsync(string consumer, Envelope envelope, int attempts, string reason, CancellationToken ct);
}
