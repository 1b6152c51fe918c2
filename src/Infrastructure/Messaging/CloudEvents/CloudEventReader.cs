using System.Globalization;
using System.Text;
using System.Text.Json;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Messaging.CloudEvents;

/// <summary>Reads any CloudEvent that has JSON data and a time, also another service's: our own attributes have defaults.</summary>
internal static class CloudEventReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>The envelope's data is a part of <paramref name="message"/>, not a copy.</summary>
    /// <exception cref="UnreadableEventException">It is no such event; the message says which attribute is wrong.</exception>
    public static Envelope Read(ReadOnlyMemory<byte> message)
    {
        if (message.Span.StartsWith(ByteOrderMark)) message = message[ByteOrderMark.Length..];
        try
        {
            return new Attributes(message).ToEnvelope();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnreadableEventException($"The message cannot be read: {e.Message}", e);
        }
    }

    private sealed class Attributes
    {
        /// <summary>Before a number, so that it is told from text that looks like one: a character that no text of an event begins with.</summary>
        private const char Numeric = '\0';

        private readonly Dictionary<string, string?> _texts = [];
        private readonly ReadOnlyMemory<byte> _data;
        private readonly DateTimeOffset? _time;

        public Attributes(ReadOnlyMemory<byte> message)
        {
            var json = new Utf8JsonReader(message.Span);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new UnreadableEventException("The message is no JSON object.");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                json.Read();
                string? text = "";
                if (name == "data") _data = Slice(ref json, message);
                else if (name == "time") _time = JsonSerializer.Deserialize<DateTimeOffset>(ref json, EventCatalogue.Json);
                else text = Text(ref json);
                // No database takes it, so it could be neither handled nor recorded.
                if (json.TokenType == JsonTokenType.String && text?.Contains('\0') == true)
                    throw new UnreadableEventException($"The attribute {name} has a zero character in it.");
                if (!_texts.TryAdd(name, text)) throw new UnreadableEventException($"The attribute {name} is there twice.");
            }

            // Throws when something follows.
            json.Read();
        }

        public Envelope ToEnvelope()
        {
            if (Required("specversion") is var spec && spec != CloudEvent.SpecVersion)
                throw new UnreadableEventException($"The message is a CloudEvent of version {spec}; {CloudEvent.SpecVersion} is read here.");
            if (Optional("data_base64") is not null || Optional("datacontenttype") is { } type && !IsJson(type))
                throw new UnreadableEventException("The data is not JSON, which is read here.");
            var (id, source, version, readableAs) = (Required("id"), Required("source"), Number("schemaversion") ?? 1, Number("readableas"));
            if (readableAs > version) throw new UnreadableEventException($"The attribute readableas is {readableAs}; it must not be above schemaversion, {version}.");
            var stream = Optional("partitionkey") ?? Optional("subject") ?? id;
            return new Envelope(
                CloudEventId.Of(source, id), Required("type"), version, stream, Sequence(),
                _time ?? throw new UnreadableEventException("The attribute time is missing."), _data,
                new EnvelopeHeaders(
                    Optional("correlationid") ?? id, Optional("causationid") is { } cause ? CloudEventId.OfCause(source, cause) : null, Optional("traceparent"), readableAs));
        }

        private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader json, ReadOnlyMemory<byte> message)
        {
            var start = (int)json.TokenStartIndex;
            json.Skip();
            return message[start..(int)json.BytesConsumed];
        }

        /// <returns>Null for what is neither text nor a number, and matters only if somebody asks for it.</returns>
        private static string? Text(ref Utf8JsonReader json)
        {
            if (json.TokenType == JsonTokenType.String) return json.GetString();
            if (json.TokenType == JsonTokenType.Number) return $"{Numeric}{Encoding.UTF8.GetString(json.ValueSpan)}";
            json.Skip();
            return null;
        }

        private static bool IsJson(string mediaType) =>
            // What nearly all say, without taking it apart.
            mediaType == "application/json" || MediaType.Of(mediaType) is var type && (type.Subtype == "json" || type.Subtype.EndsWith("+json", StringComparison.Ordinal));

        private string? Optional(string name) => _texts.GetValueOrDefault(name) is [not Numeric, ..] text ? text : null;

        private string Required(string name) => Optional(name) ?? throw new UnreadableEventException($"The attribute {name} is missing.");

        private int? Number(string name) => _texts.GetValueOrDefault(name) is not { Length: > 0 } text ? null
            : text[0] == Numeric && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new UnreadableEventException($"The attribute {name} is {(text[0] == Numeric ? text[1..] : $"'{text}'")}; it must be a whole number from 1.");

        private long Sequence() => Optional("sequence") is not { } text ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new UnreadableEventException($"The attribute sequence is '{text}'; it must be a whole number.");
    }
}
