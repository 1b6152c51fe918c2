using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Consumers;

/// <summary>Says what it is for.</summary>
[Consumer("CONSUMER_NAME", ConsumerKind.Transactional)]
internal sealed class Sprocket : IConsumer<HandledContract>
{
    /// <summary>Returns what shall be written. Whoever changes something outside is External instead of Transactional, does it here, and returns null.</summary>
    public Task<Effect?> HandleAsync(HandledContract @event, Envelope envelope, CancellationToken ct) =>
        throw new NotImplementedException("Say what Sprocket does with it.");
}
