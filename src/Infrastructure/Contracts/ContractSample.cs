using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>A contract's example as an event on the wire, the same on every day.</summary>
internal static class ContractSample
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    /// <exception cref="EventCatalogueException">The contract has no example.</exception>
    public static Envelope Of(EventCatalogue catalogue, EventContract contract)
    {
        var example = contract.Example?.GetType() == contract.Type ? contract.Example : throw new EventCatalogueException(
            $"{contract.Name} version {contract.Version} has no example; set {nameof(EventContract.Example)} to a {contract.Type.Name}, for the samples that stay.");
        return new Envelope(
            new Guid("01932b4f-7000-7000-8000-000000000001"), contract.Name, contract.Version, "01932b4f-6f00-7000-8000-000000000001", 1,
            new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero), catalogue.Write(example).Data,
            new EnvelopeHeaders(Trace, new Guid("01932b4f-6000-7000-8000-000000000001"), $"00-{Trace}-b7ad6b7169203331-01", contract.ReadableAs));
    }
}
