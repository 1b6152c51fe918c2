using System.Text.Json.Nodes;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Contracts;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests.Events;

/// <summary>The document as other teams' tools take it: valid for the official parser, and telling the truth.</summary>
public class AsyncApiTests
{
    private static readonly IReadOnlyList<ConsumerDescriptor> Consumers = ConsumerDescriptor.Find(typeof(ConsumerAttribute).Assembly);

    [Fact, Enforces(23)]
    public async Task The_official_parser_finds_neither_error_nor_warning()
    {
        var said = await AsyncApiParser.ParseAsync(Repository.Events.Read("asyncapi.json")!);

        Assert.DoesNotContain(said, diagnostic => diagnostic.Severity <= 1);
    }

    [Fact, Enforces(23)]
    public async Task It_finds_none_either_when_there_are_events_of_other_services()
    {
        var catalogue = new EventCatalogue([.. EventCatalogue.Default.Contracts, Ordered]);

        var said = await AsyncApiParser.ParseAsync(ContractJson.Text(Document(catalogue, [.. Consumers, ConsumerDescriptor.Of(typeof(Ordering))])));

        Assert.DoesNotContain(said, diagnostic => diagnostic.Severity <= 1);
    }

    [Theory]
    [InlineData("#/components/messages/file.renamed.1")]
    [InlineData("\"action\": \"send\"")]
    public async Task The_parser_does_find_what_is_wrong(string broken)
    {
        var document = Repository.Events.Read("asyncapi.json")!;
        Assert.Contains(broken, document, StringComparison.Ordinal);

        var said = await AsyncApiParser.ParseAsync(document.Replace(broken, broken.Replace("e", "x", StringComparison.Ordinal), StringComparison.Ordinal));

        Assert.Contains(said, diagnostic => diagnostic.Severity == 0);
    }

    [Fact, Enforces(23)]
    public void It_names_every_version_every_consumer_and_what_is_published_now()
    {
        var document = Document(EventCatalogue.Default, Consumers);

        string[] all = ["file.uploaded.1", "file.uploaded.2", "file.renamed.1", "file.deleted.1"];
        Assert.Subset(document["channels"]!["events"]!["messages"]!.AsObject().Select(message => message.Key).ToHashSet(), all.ToHashSet());
        Assert.Subset(MessagesOf(document, "send").ToHashSet(), all[1..].ToHashSet());
        Assert.DoesNotContain("file.uploaded.1", MessagesOf(document, "send"));
        Assert.Subset(MessagesOf(document, "receive.auditor").ToHashSet(), all.ToHashSet());
        Assert.Equal(["file.deleted.1"], MessagesOf(document, "receive.content-reaper"));
        Assert.Equal(["file.uploaded.1", "file.uploaded.2"], MessagesOf(document, "receive.notifier"));
    }

    [Fact, Enforces(4, 23)]
    public void An_event_of_another_service_has_its_owner_and_its_topic_and_is_not_published()
    {
        var document = Document(new EventCatalogue([.. EventCatalogue.Default.Contracts, Ordered]), [.. Consumers, ConsumerDescriptor.Of(typeof(Ordering))]);

        Assert.Equal("events", (string?)document["channels"]!["orders.events"]!["address"]);
        Assert.NotEmpty(document["channels"]!["events"]!["messages"]!.AsObject());
        Assert.Equal("orders", (string?)document["components"]!["messages"]!["order.placed.1"]!["x-owner"]);
        Assert.Equal(["order.placed.1"], MessagesOf(document, "receive.ordering.orders.events"));
        Assert.DoesNotContain("order.placed.1", MessagesOf(document, "send"));
    }

    private static EventContract Ordered { get; } = new("order.placed", 1, typeof(OrderPlacedV1))
    {
        External = new ExternalSource("orders", "events", new Uri("https://orders.example.com/order.placed.1.json")),
    };

    private static JsonObject Document(EventCatalogue catalogue, IReadOnlyList<ConsumerDescriptor> consumers) =>
        AsyncApi.Document(catalogue, new EventMapper(), consumers, EventChannel.InMemory);

    private static IEnumerable<string> MessagesOf(JsonObject document, string operation) =>
        document["operations"]![operation]!["messages"]!.AsArray().Select(message => ((string)message!["$ref"]!).Split('/')[^1]);

    private sealed record OrderPlacedV1(string Number) : IIntegrationEvent;

    [Consumer("ordering", ConsumerKind.Transactional)]
    private sealed class Ordering : IConsumer<OrderPlacedV1>
    {
        public Task<Effect?> HandleAsync(OrderPlacedV1 @event, Application.Ports.Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(null);
    }
}
