using BenchmarkDotNet.Attributes;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Benchmarks.Subject;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Micro;

/// <summary>What one upload's event costs on its way, without a database: each is one event.</summary>
public class EventParts
{
    private static readonly Type[] Handled = [typeof(FileUploadedV2)];

    private readonly EventMapper _mapper = new();
    private readonly EventCatalogue _catalogue = EventCatalogue.Default;
    private readonly IDomainEvent _uploaded;
    private readonly Envelope _envelope;
    private readonly ReadOnlyMemory<byte> _message;

    public EventParts()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var file = RegisterFileHandler.NewFile(Guid.CreateVersion7(at), at);
        _uploaded = file.Raised.Single().Event;
        var (contract, data) = _catalogue.Write(_mapper.ToContract(_uploaded));
        var headers = new EnvelopeHeaders(
            "0af7651916cd43dd8448eb211c80319c", TraceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ReadableAs: contract.ReadableAs);
        _envelope = new Envelope(Guid.CreateVersion7(at), contract.Name, contract.Version, file.Stream, Version: 1, at, data, headers);
        _message = CloudEventWriter.Write(_envelope);
    }

    [Benchmark(Description = "domain event to contract to JSON")]
    public byte[] WriteContract() => _catalogue.Write(_mapper.ToContract(_uploaded)).Data;

    [Benchmark(Description = "JSON to contract")]
    public IIntegrationEvent ReadContract() => _catalogue.Read(_envelope, "micro", Handled);

    [Benchmark(Description = "envelope to CloudEvent")]
    public ReadOnlyMemory<byte> WriteCloudEvent() => CloudEventWriter.Write(_envelope);

    [Benchmark(Description = "CloudEvent to envelope")]
    public Envelope ReadCloudEvent() => CloudEventReader.Read(_message);
}
