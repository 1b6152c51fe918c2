using System.Text.Json;
using System.Text.Json.Nodes;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>
/// The same text for what means the same to AWS: the order of names and of lists does not count, a list of one is its element, and a number
/// or truth value is the text of it.
/// </summary>
internal static class CanonicalJson
{
    public static bool AreSame(string left, string right) => Of(JsonNode.Parse(left)) == Of(JsonNode.Parse(right));

    public static string Of(JsonNode? node) => node switch
    {
        JsonArray { Count: 1 } one => Of(one[0]),
        JsonArray list => $"[{string.Join(',', list.Select(Of).Order(StringComparer.Ordinal))}]",
        JsonObject thing => $"{{{string.Join(',', thing.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Quoted(pair.Key)}:{Of(pair.Value)}"))}}}",
        null => "null",
        _ => Quoted(node.ToString()),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
