using System.Net.Mime;
using System.Text;
using System.Text.Json;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Json.Schema;
using CloudEvent = CloudNative.CloudEvents.CloudEvent;

namespace CleanFiles.Contracts.Tests.CloudEvents;

/// <summary>What is on the wire is CloudEvents 1.0, as the specification's own SDK reads and writes it.</summary>
public class CloudEventTests
{
    private static readonly JsonEventFormatter Sdk = new();

    private static readonly ContentType Structured = new("application/cloudevents+json");

    private static readonly CloudEventAttribute[] Extensions =
    [
        CloudEventAttribute.CreateExtension("partitionkey", CloudEventAttributeType.String),
        CloudEventAttribute.CreateExtension("sequence", CloudEventAttributeType.String),
        CloudEventAttribute.CreateExtension("schemaversion", CloudEventAttributeType.Integer),
        CloudEventAttribute.CreateExtension("readableas", CloudEventAttributeType.Integer),
        CloudEventAttribute.CreateExtension("correlationid", CloudEventAttributeType.String),
        CloudEventAttribute.CreateExtension("causationid", CloudEventAttributeType.String),
        CloudEventAttribute.CreateExtension("traceparent", CloudEventAttributeType.String),
    ];

    public static TheoryData<string> Samples =>
        [.. EventCatalogue.Default.Contracts.Where(contract => contract.External is null).SelectMany(contract => Repository.Events.SamplesOf(contract))];

    [Theory, Enforces(20, 21), MemberData(nameof(Samples))]
    public void Every_sample_is_a_CloudEvent_whose_data_fits_the_schema_that_it_names(string sample)
    {
        var parsed = Parse(Encoding.UTF8.GetBytes(Repository.Events.Read(sample)!));

        var schema = Repository.Events.ReadJson($"{parsed.Type}/{parsed["schemaversion"]}.schema.json")!;
        Assert.Equal((string?)schema["$id"], parsed.DataSchema!.ToString());
        AssertValid(schema.ToJsonString(), (JsonElement)parsed.Data!);
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_without_one_of_its_fields_does_not_fit(string sample)
    {
        var parsed = Parse(Encoding.UTF8.GetBytes(Repository.Events.Read(sample)!));
        var schema = Repository.Events.Read($"{parsed.Type}/{parsed["schemaversion"]}.schema.json")!;
        var data = (JsonElement)parsed.Data!;

        foreach (var field in data.EnumerateObject())
        {
            var rest = data.EnumerateObject().Where(other => other.Name != field.Name).ToDictionary(other => other.Name, other => other.Value);
            Assert.False(Evaluate(schema, JsonSerializer.SerializeToElement(rest)).IsValid, field.Name);
        }
    }

    [Fact, Enforces(20)]
    public void Every_attribute_is_where_the_specification_wants_it()
    {
        var written = Some();

        var parsed = Parse(CloudEventWriter.Write(written));

        Assert.Equal(
            (written.Id.ToString(), "/cleanfiles", written.Type, written.Stream, "urn:cleanfiles:file.moved:3", "application/json"),
            (parsed.Id, parsed.Source!.ToString(), parsed.Type, parsed.Subject, parsed.DataSchema!.ToString(), parsed.DataContentType));
        Assert.Equal(written.OccurredAt, parsed.Time);
        Assert.Equal(
            (written.Stream, "0000000000000000042", 3, 2), (parsed["partitionkey"], parsed["sequence"], parsed["schemaversion"], parsed["readableas"]));
        Assert.Equal(
            (written.Headers.CorrelationId, written.Headers.CausationId.ToString(), written.Headers.TraceParent),
            (parsed["correlationid"], parsed["causationid"], parsed["traceparent"]));
        Assert.Equal("é 😀 \"<&", ((JsonElement)parsed.Data!).GetProperty("name").GetString());
    }

    [Fact, Enforces(20)]
    public void What_has_no_cause_and_no_trace_says_nothing_of_them()
    {
        var parsed = Parse(CloudEventWriter.Write(Some() with { Headers = new EnvelopeHeaders("c") }));

        Assert.Null(parsed["causationid"]);
        Assert.Null(parsed["traceparent"]);
        Assert.Equal(3, parsed["readableas"]);
    }

    [Fact, Enforces(20)]
    public void What_was_written_is_read_as_it_was()
    {
        foreach (var written in (Envelope[])[Some(), Some() with { Headers = new EnvelopeHeaders("c", ReadableAs: 3) }])
        {
            var read = CloudEventReader.Read(CloudEventWriter.Write(written));

            Assert.Equal(Encoding.UTF8.GetString(written.Data.Span), Encoding.UTF8.GetString(read.Data.Span));
            Assert.Equal(written with { Data = default }, read with { Data = default });
        }
    }

    [Fact, Enforces(20)]
    public void An_event_that_the_SDK_writes_for_another_service_is_read()
    {
        var other = new CloudEvent
        {
            Id = "order 7",
            Source = new Uri("https://orders.example.com"),
            Type = "order.placed",
            Time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)),
            DataContentType = "application/json",
            Data = new { number = 7 },
        };

        var read = CloudEventReader.Read(Sdk.EncodeStructuredModeMessage(other, out _));

        Assert.Equal(("order.placed", 1, 1, "order 7", 0L), (read.Type, read.SchemaVersion, read.ReadableAs, read.Stream, read.Version));
        Assert.True(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).EqualsExact(read.OccurredAt));
        Assert.Equal("{\"number\":7}", Encoding.UTF8.GetString(read.Data.Span));
        Assert.Equal("order 7", read.Headers.CorrelationId);
    }

    private static Envelope Some() => new(
        Guid.CreateVersion7(), "file.moved", 3, "stream-é", 42, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero).AddTicks(1234),
        Encoding.UTF8.GetBytes("""{ "name": "é 😀 \"<&", "deep": {"a": [1, 2.50, null]} }"""),
        new EnvelopeHeaders("request \"1\"", Guid.NewGuid(), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", 2));

    private static CloudEvent Parse(ReadOnlyMemory<byte> message)
    {
        var parsed = Sdk.DecodeStructuredModeMessage(message, Structured, Extensions);
        parsed.Validate();
        return parsed;
    }

    private static void AssertValid(string schema, JsonElement data)
    {
        var result = Evaluate(schema, data);
        Assert.True(result.IsValid, JsonSerializer.Serialize(result.Details?.SelectMany(detail => detail.Errors ?? new Dictionary<string, string>())));
    }

    private static EvaluationResults Evaluate(string schema, JsonElement data) => JsonSchema
        .FromText(schema, new BuildOptions { SchemaRegistry = new SchemaRegistry() })
        .Evaluate(data, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
}
