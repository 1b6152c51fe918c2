using System.Text.Json.Nodes;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>The AsyncAPI 3.0.0 document of this service: what it sends, what its consumers receive, and over which channel (ADR 0023).</summary>
internal static class AsyncApi
{
    private const string Channel = "events";

    public static JsonObject Document(
        EventCatalogue catalogue, EventMapper mapper, IReadOnlyList<ConsumerDescriptor> consumers, EventChannel channel) => new()
        {
            ["asyncapi"] = "3.0.0",
            ["id"] = $"urn:{EventCatalogue.Owner}:events",
            ["info"] = new JsonObject
            {
                ["title"] = EventCatalogue.Owner,
                ["version"] = "1.0.0",
                ["description"] = "What happens to files, as CloudEvents. Events of one stream come in the order of their sequence, each at least once.",
                ["license"] = new JsonObject { ["name"] = "MIT" },
            },
            ["defaultContentType"] = CloudEvent.ContentType,
            ["channels"] = Channels(catalogue, channel),
            ["operations"] = Operations(catalogue, mapper, consumers),
            ["components"] = new JsonObject
            {
                ["messages"] = Members(catalogue.Contracts, Message),
                ["schemas"] = Members(catalogue.Contracts, contract => ContractSchema.Of(contract.Type)),
            },
        };

    private static JsonObject Channels(EventCatalogue catalogue, EventChannel own)
    {
        var channels = new JsonObject { [Channel] = ChannelOf(own, catalogue.Contracts.Where(contract => contract.External is null)) };
        foreach (var topic in catalogue.Contracts.Where(contract => contract.External is not null).GroupBy(ChannelOf))
            channels[topic.Key] = new JsonObject { ["address"] = topic.First().External!.Topic, ["messages"] = References(topic) };
        return channels;
    }

    private static JsonObject ChannelOf(EventChannel own, IEnumerable<EventContract> contracts) => new()
    {
        ["address"] = own.Address,
        ["title"] = own.Title,
        ["description"] = own.Description,
        ["messages"] = References(contracts),
    };

    private static JsonObject Operations(EventCatalogue catalogue, EventMapper mapper, IReadOnlyList<ConsumerDescriptor> consumers)
    {
        var operations = new JsonObject
        {
            ["send"] = Operation("send", Channel, "The events that this build publishes.", mapper.Published.Select(catalogue.Describe)),
        };
        foreach (var consumer in consumers)
        {
            var names = consumer.Handlers.Keys.Select(type => catalogue.Describe(type).Name).ToHashSet();
            foreach (var channel in catalogue.Contracts.Where(contract => names.Contains(contract.Name)).GroupBy(ChannelOf))
                operations[$"receive.{consumer.Name}{(channel.Key == Channel ? "" : $".{channel.Key}")}"] =
                    Operation("receive", channel.Key, $"What {consumer.Name} handles, in every version that it reads.", channel);
        }

        return operations;
    }

    private static JsonObject Operation(string action, string channel, string summary, IEnumerable<EventContract> contracts) => new()
    {
        ["action"] = action,
        ["channel"] = Reference($"#/channels/{channel}"),
        ["summary"] = summary,
        ["messages"] = new JsonArray([.. contracts.Select(contract => Reference($"#/channels/{channel}/messages/{Key(contract)}"))]),
    };

    private static JsonObject Message(EventContract contract) => new()
    {
        ["name"] = contract.Name,
        ["title"] = $"{contract.Name} {contract.Version}",
        ["contentType"] = CloudEvent.ContentType,
        ["payload"] = CloudEventSchema.Of(contract, Reference($"#/components/schemas/{Key(contract)}")),
        ["x-owner"] = contract.Owner,
        [ContractSchema.ReadableAs] = contract.ReadableAs,
    };

    /// <summary>The owner's dot keeps it apart from our own; two topics that would still share a key keep their letters' codes.</summary>
    private static string ChannelOf(EventContract contract) => contract.External is { } external
        ? $"{external.Owner}.{string.Concat(external.Topic.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? $"{letter}" : $"_{(int)letter:x}"))}"
        : Channel;

    private static string Key(EventContract contract) => $"{contract.Name}.{contract.Version}";

    private static JsonObject References(IEnumerable<EventContract> contracts) =>
        Members(contracts, contract => Reference($"#/components/messages/{Key(contract)}"));

    private static JsonObject Members(IEnumerable<EventContract> contracts, Func<EventContract, JsonNode> member) =>
        new(contracts.Select(contract => KeyValuePair.Create<string, JsonNode?>(Key(contract), member(contract))));

    private static JsonObject Reference(string pointer) => new() { ["$ref"] = pointer };
}
