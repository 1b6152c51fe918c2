using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.CloudEvents;

internal static class CloudEventWriter
{
    /// <summary>The data goes last and as it is, so that a reader knows what it is about before it meets it.</summary>
    public static ReadOnlyMemory<byte> Write(Envelope envelope)
    {
        var buffer = new ArrayBufferWriter<byte>(envelope.Data.Length + 768);
        using (var json = new Utf8JsonWriter(buffer)) Write(json, envelope);
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, Envelope envelope)
    {
        json.WriteStartObject();
        json.WriteString("specversion"u8, CloudEvent.SpecVersion);
        json.WriteString("id"u8, envelope.Id);
        json.WriteString("source"u8, CloudEvent.Source);
        json.WriteString("type"u8, envelope.Type);
        json.WriteString("time"u8, envelope.OccurredAt);
        json.WriteString("subject"u8, envelope.Stream);
        json.WriteString("dataschema"u8, CloudEvent.DataSchema(envelope.Type, envelope.SchemaVersion));
        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WriteString("partitionkey"u8, envelope.Stream);
        // The extension orders sequences as text, hence the zeros in front.
        json.WriteString("sequence"u8, envelope.Version.ToString("D19", CultureInfo.InvariantCulture));
        json.WriteNumber("schemaversion"u8, envelope.SchemaVersion);
        json.WriteNumber("readableas"u8, envelope.ReadableAs);
        json.WriteString("correlationid"u8, envelope.Headers.CorrelationId);
        if (envelope.Headers.CausationId is { } cause) json.WriteString("causationid"u8, cause);
        if (envelope.Headers.TraceParent is { } trace) json.WriteString("traceparent"u8, trace);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(envelope.Data.Span, skipInputValidation: true);
        json.WriteEndObject();
    }
}
