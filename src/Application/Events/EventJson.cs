using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CleanFiles.Application.Events;

/// <summary>How contracts are written, and how strictly they are read (ADR 0022).</summary>
internal static class EventJson
{
    public static readonly JsonSerializerOptions Options = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Converters = { new ExactEnumConverter(), new InstantConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NoNullElements.Refuse } },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>An instant is written in UTC and read from any offset, but never without one: that would be the reader's own time zone.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var instant) && HasOffset(reader.GetString()!)
                ? instant.ToUniversalTime()
                : throw new JsonException("A date needs its time and an offset, such as 2026-01-02T03:04:05Z (RFC 3339).");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime());

        private static bool HasOffset(string text) =>
            text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time && text.AsSpan(time).ContainsAny('Z', '+', '-');
    }
}
