using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Infrastructure.Contracts;

/// <summary>The JSON Schema (draft 2020-12) of a contract's data, made of its type, so that code and schema cannot differ (ADR 0021).</summary>
internal static class ContractSchema
{
    /// <summary>A keyword of ours beside JSON Schema's: the lowest version whose readers understand this one.</summary>
    public const string ReadableAs = "x-readable-as";

    /// <summary>Readers keep a number in a type that has ends; OpenAPI's registry has these names for them.</summary>
    private static readonly Dictionary<Type, string> Widths = new() { [typeof(int)] = "int32", [typeof(long)] = "int64", [typeof(decimal)] = "decimal" };

    private static readonly JsonSchemaExporterOptions Options =
        new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };

    /// <summary>With all that identifies it, as it is checked in.</summary>
    public static JsonObject Document(EventContract contract)
    {
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = CloudEvent.DataSchema(contract.Name, contract.Version),
            ["title"] = $"{contract.Name} {contract.Version}",
            [ReadableAs] = contract.ReadableAs,
        };
        foreach (var (keyword, value) in Of(contract.Type)) document[keyword] = value?.DeepClone();
        return document;
    }

    /// <summary>The schema alone, for a document of many.</summary>
    public static JsonObject Of(Type type)
    {
        var schema = EventCatalogue.Json.GetJsonSchemaAsNode(type, Options).AsObject();
        return Inlined(schema, schema, within: []).AsObject();
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type);
        if (Converted(type ?? context.TypeInfo.Type, isNullable: type is not null) is { } converted) schema = WithDefaultOf(schema, converted);
        if (schema is JsonObject record && record["properties"] is JsonObject fields) Complete(fields, context.TypeInfo);
        if (schema is JsonObject number && Widths.TryGetValue(type ?? context.TypeInfo.Type, out var width)) number["format"] = width;
        var description = context.PropertyInfo is { } property ? Description(property) : context.Path.IsEmpty ? Read(context.TypeInfo.Type) : null;
        if (description is not null && schema is JsonObject described) described.Insert(0, "description", description);
        return schema;
    }

    /// <summary>The exporter hands out no field that our converters read and that has a default.</summary>
    private static void Complete(JsonObject fields, JsonTypeInfo record)
    {
        foreach (var field in record.Properties)
        {
            var type = Nullable.GetUnderlyingType(field.PropertyType);
            if (fields[field.Name] is not JsonObject schema || schema.ContainsKey("type") || schema.ContainsKey("enum")) continue;
            if (Converted(type ?? field.PropertyType, isNullable: type is not null) is { } converted) fields[field.Name] = Described(WithDefaultOf(schema, converted), field);
        }
    }

    private static JsonObject Described(JsonObject schema, JsonPropertyInfo field)
    {
        if (Description(field) is { } description) schema.Insert(0, "description", description);
        return schema;
    }

    /// <summary>The exporter does not see into our converters.</summary>
    private static JsonObject? Converted(Type type, bool isNullable)
    {
        if (type == typeof(DateTimeOffset))
            return new JsonObject { ["type"] = isNullable ? new JsonArray("string", "null") : "string", ["format"] = "date-time" };
        if (!type.IsEnum) return null;
        IEnumerable<string?> values = EventCatalogue.ValuesOf(type);
        return new JsonObject { ["enum"] = new JsonArray([.. (isNullable ? values.Append(null) : values).Select(value => (JsonNode?)value)]) };
    }

    private static JsonObject WithDefaultOf(JsonNode schema, JsonObject converted)
    {
        if (schema is JsonObject known && known.TryGetPropertyValue("default", out var value)) converted["default"] = value?.DeepClone();
        return converted;
    }

    private static string? Description(JsonPropertyInfo field) =>
        Read(field.AssociatedParameter?.AttributeProvider) ?? Read(field.AttributeProvider);

    private static string? Read(ICustomAttributeProvider? owner) =>
        owner?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;

    /// <summary>The exporter refers back to a type that it has met before; a field's schema shall not depend on where its neighbours stand.</summary>
    /// <exception cref="EventCatalogueException">A type is in itself.</exception>
    private static JsonNode Inlined(JsonNode node, JsonNode root, IReadOnlyList<string> within) => node switch
    {
        JsonObject reference when (string?)reference["$ref"] is { } pointer => within.Contains(pointer)
            ? throw new EventCatalogueException($"What stands at {pointer} of a contract is in itself, so that its schema has no end; refer to it by its id.")
            : Inlined(Resolve(pointer, root), root, [.. within, pointer]),
        JsonObject schema => new JsonObject(schema.Select(member =>
            KeyValuePair.Create(member.Key, member.Value is null ? null : Inlined(member.Value, root, within)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Inlined(item, root, within))]),
        _ => node.DeepClone(),
    };

    private static JsonNode Resolve(string pointer, JsonNode root) =>
        pointer.Split('/').Skip(1).Aggregate(root, (node, step) => node is JsonArray items ? items[int.Parse(step, null)]! : node[step]!);
}
