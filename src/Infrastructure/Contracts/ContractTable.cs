using System.Text;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Consuming;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>The catalogue for people: docs/events/README.md.</summary>
internal static class ContractTable
{
    public static string Text(EventCatalogue catalogue, EventMapper mapper, IReadOnlyList<ConsumerDescriptor> consumers)
    {
        var text = new StringBuilder("""
            # Events

            Every event that this service publishes or reads, in every version. Made by `dotnet run --project src/Api -- contracts accept`; do not edit.
            [How to add or change one](../adding-an-event.md), [why so](../adr/0021-versions-and-the-gate.md),
            [all of it for machines](asyncapi.json) (AsyncAPI 3, also at `/asyncapi/v1.json`).

            | Event | Version | Readable as | Type | Owner | Published | Consumers |
            |---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var contract in catalogue.Contracts)
            text.Append(null, $"| {Link(contract)} | {contract.Version} | {contract.ReadableAs} | `{contract.Type.Name}` | {contract.Owner} | ")
                .Append(null, $"{Published(contract, mapper)} | {Consumers(contract, catalogue, consumers)} |\n");
        return text.ToString();
    }

    private static string Link(EventContract contract) =>
        contract.External is { } external ? $"[{contract.Name}]({external.Schema})" : $"[{contract.Name}]({ContractFolder.SchemaOf(contract)})";

    private static string Published(EventContract contract, EventMapper mapper) =>
        contract.External is { } external ? $"to {external.Topic}" : mapper.Published.Contains(contract.Type) ? "now" : "formerly";

    /// <summary>Each with the version that it reads this one as, where that is another.</summary>
    private static string Consumers(EventContract contract, EventCatalogue catalogue, IReadOnlyList<ConsumerDescriptor> consumers) => string.Join(
        ", ",
        from consumer in consumers
        from handled in consumer.Handlers.Keys.Select(catalogue.Describe)
        where handled.Name == contract.Name
        select handled.Version == contract.Version ? consumer.Name : $"{consumer.Name} (as {handled.Version})");
}
