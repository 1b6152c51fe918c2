using System.Text.Json.Nodes;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>
/// Lets the types through that this build's consumer handles. What lets more of them through holds, and what is let through stays: another
/// release that runs at the same time may handle it, and what a filter keeps out never comes again (ADR 0025).
/// </summary>
internal sealed record TypeFilter(IReadOnlyList<string> Types) : Requirement("FilterPolicy", Policy([.. InOrder(Types)]))
{
    private const string Key = "type";

    public override string Instead(string? current) =>
        Policy([.. InOrder(Types), .. LetThrough(current).Where(one => !Types.Any(type => Is(one, type))).Select(one => one?.DeepClone())]);

    protected override string Wanted => $"{Value}, or let more types through";

    protected override bool Holds(string value) =>
        JsonNode.Parse(value) is JsonObject { Count: 1 } && Types.All(type => LetThrough(value).Any(one => Is(one, type)));

    private static IEnumerable<JsonNode?> InOrder(IEnumerable<string> types) => types.Order(StringComparer.Ordinal).Select(type => JsonValue.Create(type));

    private static string Policy(params JsonNode?[] letThrough) => new JsonObject { [Key] = new JsonArray(letThrough) }.ToJsonString();

    private static IEnumerable<JsonNode?> LetThrough(string? policy) =>
        (policy is null ? null : JsonNode.Parse(policy)?[Key]) switch { JsonArray list => list.AsEnumerable(), JsonValue one => [one], _ => [] };

    private static bool Is(JsonNode? one, string type) => one is JsonValue value && value.TryGetValue<string>(out var text) && text == type;
}
