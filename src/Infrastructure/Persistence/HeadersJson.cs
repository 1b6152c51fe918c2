using System.Text.Json;
using System.Text.Json.Serialization;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Persistence;

internal static class HeadersJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(EnvelopeHeaders headers) => JsonSerializer.Serialize(headers, Options);

    public static EnvelopeHeaders Read(string json) => JsonSerializer.Deserialize<EnvelopeHeaders>(json, Options)!;
}
