using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Consumers;

/// <summary>Writes down what happened. A consumer like this one is all that it takes to react to an event.</summary>
[Consumer("journal-keeper", ConsumerKind.Transactional)]
internal sealed class JournalKeeper(IJournal journal) : IConsumer<SprocketCreatedV1>
{
    public Task<Effect?> HandleAsync(SprocketCreatedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(_ =>
    {
        journal.Append(new JournalEntry(envelope.Id, @event.OwnerId, envelope.Stream, envelope.Version, envelope.Type, envelope.OccurredAt));
        return Task.CompletedTask;
    });
}
