using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>A build of the service: it knows <c>file.uploaded</c> up to a version, publishes that one, and handles all as that one.</summary>
internal sealed class Release
{
    private const string Name = "file.uploaded";

    private static readonly EventContract V3 =
        new(Name, 3, typeof(FileUploadedV3)) { Upcast = Upcaster.Of<FileUploadedV2, FileUploadedV3>(FileUploadedV3.Of) };

    private static readonly DateTimeOffset At = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly EventContract Shredded = new("file.shredded", 1, typeof(FileShredded));

    private readonly int _version;

    private Release(int version, int handles)
    {
        _version = version;
        Catalogue = new(
            EventCatalogue.Default.Contracts.Append(V3).Where(contract => contract.Name != Name || contract.Version <= version));
        Handled = Type(handles);
    }

    private Release(EventContract other)
    {
        _version = 2;
        Catalogue = new(EventCatalogue.Default.Contracts.Append(other));
        Handled = other.Type;
    }

    public static Release One { get; } = new(1, handles: 1);

    public static Release Two { get; } = new(2, handles: 2);

    /// <summary>Whose consumers were left as they are, which they may be: version 2 is readable as version 1.</summary>
    public static Release TwoForReadersOfOne { get; } = new(2, handles: 1);

    /// <summary>Test-only: what it publishes says that nobody before can read it.</summary>
    public static Release Three { get; } = new(3, handles: 3);

    /// <summary>Has an event that no other build knows, and consumers for it alone.</summary>
    public static Release WithShredding { get; } = new(Shredded);

    public EventCatalogue Catalogue { get; }

    public Type Handled { get; }

    public static int VersionOf(IIntegrationEvent @event) => Three.Catalogue.Describe(@event.GetType()).Version;

    public Envelope Envelope(Fact fact)
    {
        var (contract, data) = Catalogue.Write(fact.As(_version));
        // What was published before there were several versions did not say who can read it.
        int? readableAs = _version == 1 ? null : contract.ReadableAs;
        return new(
            Guid.CreateVersion7(), contract.Name, contract.Version, fact.Stream, fact.Version, At, data,
            new EnvelopeHeaders("correlation", ReadableAs: readableAs));
    }

    public Envelope ShreddedEnvelope(string stream, long version)
    {
        var (contract, data) = Catalogue.Write(new FileShredded(Guid.CreateVersion7()));
        return new(Guid.CreateVersion7(), contract.Name, contract.Version, stream, version, At, data, new EnvelopeHeaders("correlation"));
    }

    private Type Type(int version) => Catalogue.Contracts.Single(contract => contract.Name == Name && contract.Version == version).Type;
}
