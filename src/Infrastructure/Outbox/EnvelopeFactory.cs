using CleanFiles.Application;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using CleanFiles.Infrastructure.Telemetry;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>Turns what an aggregate raised into envelopes, in the order in which it was raised.</summary>
internal sealed class EnvelopeFactory(
    EventMapper mapper, EventCatalogue catalogue, EventOrigin origin, TimeProvider time, MessagingOptions options)
{
    /// <exception cref="InvalidOperationException">An envelope is larger than every transport is promised to take.</exception>
    public IEnumerable<Envelope> Create(AggregateRoot aggregate, long after) =>
        aggregate.Raised.Where(raised => raised.Version > after).Select(raised => Create(aggregate.Stream, raised));

    private Envelope Create(string stream, RaisedEvent raised)
    {
        var now = time.Now();
        var (contract, data) = catalogue.Write(mapper.ToContract(raised.Event));
        var envelope = new Envelope(
            Guid.CreateVersion7(now), contract.Name, contract.Version, stream, raised.Version, now, data,
            origin.ToHeaders() with { ReadableAs = contract.ReadableAs });
        var size = Size(envelope);
        return size <= options.MaxEnvelopeBytes
            ? envelope
            : throw new InvalidOperationException(
                $"{contract.Name} of {stream} takes {size} bytes, more than Messaging:MaxEnvelopeBytes ({options.MaxEnvelopeBytes}) allows; put a reference into the event, not the content.");
    }

    /// <summary>In bytes on the wire, at most: PostgreSQL gives JSON back with a space behind each colon and comma, and a transport adds attributes.</summary>
    private static int Size(Envelope envelope) => MessagingOptions.AttributeBytes
        + CloudEventWriter.Write(envelope).Length + envelope.Data.Span.Count((byte)':') + envelope.Data.Span.Count((byte)',');
}
