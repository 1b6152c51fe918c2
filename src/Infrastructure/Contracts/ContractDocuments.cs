using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Messaging;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>The documents of docs/events about the catalogue as a whole.</summary>
internal static class ContractDocuments
{
    /// <summary>By their names in the folder. What is checked in describes the default transport, a running service the one that it has.</summary>
    public static IReadOnlyDictionary<string, string> Of(EventCatalogue catalogue, EventMapper mapper, IReadOnlyList<ConsumerDescriptor> consumers) =>
        new Dictionary<string, string>
        {
            ["README.md"] = ContractTable.Text(catalogue, mapper, consumers),
            ["asyncapi.json"] = ContractJson.Text(AsyncApi.Document(catalogue, mapper, consumers, EventChannel.InMemory)),
        };
}
