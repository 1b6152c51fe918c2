using System.Text.Json;
using System.Text.Json.Serialization;

namespace CleanFiles.Application.Events;

/// <summary>
/// Values of an enumeration by their exact names, in camel case. The converter that .NET has also takes them in any case, several at once
/// and with spaces, which no schema says.
/// </summary>
internal sealed class ExactEnumConverter : JsonConverterFactory
{
    public static IEnumerable<string> Names(Type type) => Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName);

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    private sealed class Of<T> : JsonConverter<T> where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByName = Names(typeof(T)).Zip(Enum.GetNames<T>().Select(Enum.Parse<T>)).ToDictionary();
        private static readonly Dictionary<T, string> ByValue = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ByName.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new JsonException($"It must be one of {string.Join(", ", ByName.Keys)}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(ByValue[value]);
    }
}
