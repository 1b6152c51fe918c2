using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Consumers;

/// <summary>Says what it is for.</summary>
[Consumer("CONSUMER_NAME", ConsumerKind.Transactional)]
internal sealed class Sprocket : IConsumer<HandledContract>
{
    /// <summary>Returns what shall be written; External instead of Transactional is for whoever changes something outside.</summary>
    public Task<Effect?> HandleAsync(HandledContract @event, Envelope envelope, CancellationToken ct) =>
        throw new NotImplementedException("Say what Sprocket does with it.");
}
