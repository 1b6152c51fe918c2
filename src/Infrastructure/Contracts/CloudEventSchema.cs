using System.Text.Json.Nodes;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>The JSON Schema of a whole event on the wire: the CloudEvent around the data (ADR 0020).</summary>
internal static class CloudEventSchema
{
    private static readonly string[] Optional = ["causationid", "traceparent"];

    public static JsonObject Of(EventContract contract, JsonNode data)
    {
        var attributes = new JsonObject
        {
            ["specversion"] = new JsonObject { ["type"] = "string", ["const"] = CloudEvent.SpecVersion },
            ["id"] = Text("Names the event for ever, also when it comes again.", "uuid"),
            ["source"] = Text("Where it happened.", "uri-reference"),
            ["type"] = new JsonObject { ["type"] = "string", ["const"] = contract.Name },
            ["time"] = Text("When it happened.", "date-time"),
            ["subject"] = Text("The file that it happened to."),
            ["dataschema"] = Text("The schema of the data.", "uri"),
            ["datacontenttype"] = new JsonObject { ["type"] = "string", ["const"] = "application/json" },
            ["partitionkey"] = Text("The stream: its events are published in order."),
            ["sequence"] = Text("The place in the stream, from 1, with zeros in front so that it sorts as text."),
            ["schemaversion"] = new JsonObject { ["type"] = "integer", ["const"] = contract.Version },
            ["readableas"] = new JsonObject
            {
                ["type"] = "integer",
                ["const"] = contract.ReadableAs,
                ["description"] = "The lowest version whose readers understand the data.",
            },
            ["correlationid"] = Text("Shared by everything that one request set off."),
            ["causationid"] = Text("The event whose handling raised this one.", "uuid"),
            ["traceparent"] = Text("W3C Trace Context of the span that raised it."),
            ["data"] = data,
        };
        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. attributes.Select(attribute => attribute.Key).Except(Optional).Select(name => (JsonNode)name)]),
            ["properties"] = attributes,
        };
    }

    private static JsonObject Text(string description, string? format = null)
    {
        var text = new JsonObject { ["type"] = "string", ["description"] = description };
        if (format is not null) text["format"] = format;
        return text;
    }
}
