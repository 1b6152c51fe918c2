using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CleanFiles.Application.Events;

/// <summary>.NET's serializer heeds the annotations of fields, but not those of what is in their lists and maps; the schema does.</summary>
internal static class NoNullElements
{
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var collections = type.Properties.Where(field => HoldsNoNull(field.AttributeProvider as PropertyInfo)).ToList();
        if (collections.Count == 0) return;
        type.OnDeserialized = read =>
        {
            foreach (var field in collections)
                if (HasNull(field.Get!(read))) throw new JsonException($"{field.Name} holds a null where none is allowed.");
        };
    }

    private static bool HoldsNoNull(PropertyInfo? property) =>
        property is not null && property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        && new NullabilityInfoContext().Create(property) is { GenericTypeArguments: [.., var element] }
        && !element.Type.IsValueType && element.ReadState == NullabilityState.NotNull;

    private static bool HasNull(object? collection) => collection switch
    {
        null => false,
        IDictionary map => map.Values.Cast<object?>().Contains(null),
        IEnumerable items => items.Cast<object?>().Contains(null),
        _ => false,
    };
}
