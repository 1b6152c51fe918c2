using System.Text.Json.Nodes;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>A change that breaks somebody.</summary>
/// <param name="Field">Its path, such as mediaType.subtype; empty for the contract as a whole.</param>
/// <param name="Rule">What was done to it.</param>
internal readonly record struct Breach(string Field, string Rule)
{
    public override string ToString() => Field.Length == 0 ? Rule : $"{Field} {Rule}";
}

/// <summary>
/// Compares two schemas of one contract. Whatever is not known to be harmless is a breach: events of the older schema are still on their
/// way, and readers of the older one still run (ADR 0021).
/// </summary>
internal static class Compatibility
{
    /// <summary>Keywords that say nothing about what is valid.</summary>
    private static readonly string[] Harmless = ["$schema", "$id", "title", "description"];

    private static readonly string[] Structure = ["type", "enum", "format", "default", "properties", "required", "items", "additionalProperties"];

    /// <summary>Within a version: old readers read new events, and new readers read old ones.</summary>
    public static IReadOnlyList<Breach> Within(JsonNode before, JsonNode after) => [.. Compare("", before, after, mayRequireMore: false)];

    /// <summary>Between versions: readers of the older one read events of the newer one, whose added fields they do not see.</summary>
    public static IReadOnlyList<Breach> ForReadersOf(JsonNode older, JsonNode newer) =>
        [.. Compare("", Without(older, ContractSchema.ReadableAs), Without(newer, ContractSchema.ReadableAs), mayRequireMore: true)];

    private static IEnumerable<Breach> Compare(string field, JsonNode? before, JsonNode? after, bool mayRequireMore)
    {
        if (before is not JsonObject old || after is not JsonObject now)
            return JsonNode.DeepEquals(before, after) ? [] : [new Breach(field, "was changed")];
        if (!TypesOf(old).SequenceEqual(TypesOf(now)))
            return [new Breach(field, $"was retyped from {string.Join(" or ", TypesOf(old))} to {string.Join(" or ", TypesOf(now))}")];
        return
        [
            .. Nullability(field, old, now), .. Enumeration(field, old, now), .. Formats(field, old, now), .. Others(field, old, now),
            .. Fields(field, old, now, mayRequireMore),
            .. Compare($"{field}[]", old["items"], now["items"], mayRequireMore),
            .. Compare($"{field}{{}}", old["additionalProperties"], now["additionalProperties"], mayRequireMore),
        ];
    }

    private static IEnumerable<Breach> Nullability(string field, JsonObject old, JsonObject now)
    {
        if (IsNullable(old) && !IsNullable(now)) yield return new Breach(field, "was narrowed: it was null in older events and may no longer be");
        if (!IsNullable(old) && IsNullable(now)) yield return new Breach(field, "was widened: it may be null now, which older readers refuse");
    }

    private static IEnumerable<Breach> Enumeration(string field, JsonObject old, JsonObject now)
    {
        var (before, after) = (ValuesOf(old).ToList(), ValuesOf(now).ToList());
        if (before.Except(after).ToList() is { Count: > 0 } dropped)
            yield return new Breach(field, $"was narrowed: {string.Join(", ", dropped)} of its values was dropped");
        if (after.Except(before).ToList() is { Count: > 0 } added)
            yield return new Breach(field, $"was widened: {string.Join(", ", added)} was added to its values, which older readers refuse");
    }

    private static IEnumerable<Breach> Formats(string field, JsonObject old, JsonObject now)
    {
        if (!JsonNode.DeepEquals(old["format"], now["format"]))
            yield return new Breach(field, $"changed its format from {old["format"] ?? "none"} to {now["format"] ?? "none"}");
        if (!JsonNode.DeepEquals(old["default"], now["default"]))
            yield return new Breach(field, $"changed its default from {old["default"]?.ToJsonString() ?? "none"} to {now["default"]?.ToJsonString() ?? "none"}");
    }

    private static IEnumerable<Breach> Others(string field, JsonObject old, JsonObject now) =>
        from keyword in old.Concat(now).Select(member => member.Key).Distinct().Except(Harmless).Except(Structure)
        where !JsonNode.DeepEquals(old[keyword], now[keyword])
        select new Breach(field, $"changed its {keyword} from {old[keyword]?.ToJsonString() ?? "none"} to {now[keyword]?.ToJsonString() ?? "none"}");

    private static IEnumerable<Breach> Fields(string field, JsonObject old, JsonObject now, bool mayRequireMore)
    {
        var (before, after) = (FieldsOf(old), FieldsOf(now));
        var added = after.Where(one => !before.ContainsKey(one.Key)).ToDictionary();
        foreach (var (name, schema) in before)
        {
            var path = Join(field, name);
            if (after.TryGetValue(name, out var kept))
            {
                foreach (var breach in Compare(path, schema, kept, mayRequireMore)) yield return breach;
                if (Requires(old, name) && !Requires(now, name)) yield return new Breach(path, "is no longer required, and older readers wait for it");
                if (!Requires(old, name) && Requires(now, name) && !mayRequireMore) yield return new Breach(path, "is required now, and older events may lack it");
            }
            else if (added.FirstOrDefault(one => SameButForTheName(schema, one.Value)).Key is { } renamed)
            {
                added.Remove(renamed);
                yield return new Breach(path, $"was renamed to {renamed}");
            }
            else yield return new Breach(path, "was removed");
        }

        foreach (var name in added.Keys.Where(name => Requires(now, name) && !mayRequireMore))
            yield return new Breach(Join(field, name), "is new and required, and older events lack it");
    }

    private static IEnumerable<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => (string)type!).Where(type => type != "null").Order(StringComparer.Ordinal),
        { } type => [(string)type!],
        null => schema.ContainsKey("enum") ? ["one of a list"] : ["anything"],
    };

    private static bool IsNullable(JsonObject schema) =>
        schema["type"] is JsonArray types ? types.Any(type => (string?)type == "null") : schema["enum"] is JsonArray values && values.Contains(null);

    private static IEnumerable<string> ValuesOf(JsonObject schema) =>
        schema["enum"] is JsonArray values ? values.Where(value => value is not null).Select(value => value!.ToString()) : [];

    private static Dictionary<string, JsonNode?> FieldsOf(JsonObject schema) => schema["properties"] is JsonObject fields ? fields.ToDictionary() : [];

    private static bool Requires(JsonObject schema, string name) =>
        schema["required"] is JsonArray required && required.Any(field => (string?)field == name);

    private static bool SameButForTheName(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(Without(one, "description"), Without(other, "description"));

    private static JsonNode? Without(JsonNode? schema, string keyword)
    {
        var copy = schema?.DeepClone();
        (copy as JsonObject)?.Remove(keyword);
        return copy;
    }

    private static string Join(string field, string name) => field.Length == 0 ? name : $"{field}.{name}";
}
