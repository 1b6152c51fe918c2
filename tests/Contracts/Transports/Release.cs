using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>A build of the service that knows <c>file.uploaded</c> up to a version, publishes that one, and handles every upload as that one.</summary>
internal sealed class Release
{
    private const string Name = "file.uploaded";

    private static readonly EventContract V3 =
        new(Name, 3, typeof(FileUploadedV3)) { Upcast = EventContract.From<FileUploadedV2>(FileUploadedV3.Of) };

    private static readonly DateTimeOffset At = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private Release(int version)
    {
        Version = version;
        Catalogue = new(
            EventCatalogue.Default.Contracts.Append(V3).Where(contract => contract.Name != Name || contract.Version <= version));
    }

    public static Release One { get; } = new(1);

    public static Release Two { get; } = new(2);

    /// <summary>Test-only: what it publishes says that nobody before can read it.</summary>
    public static Release Three { get; } = new(3);

    public int Version { get; }

    public EventCatalogue Catalogue { get; }

    public Type Handled => Catalogue.Contracts.Single(contract => contract.Name == Name && contract.Version == Version).Type;

    public Envelope Envelope(Fact fact)
    {
        var (contract, data) = Catalogue.Write(fact.As(Version));
        // What was published before there were several versions did not say who can read it.
        int? readableAs = Version == 1 ? null : contract.ReadableAs;
        return new(
            Guid.CreateVersion7(), contract.Name, contract.Version, fact.Stream, fact.Version, At, data,
            new EnvelopeHeaders("correlation", ReadableAs: readableAs));
    }
}
