using System.Reflection;

namespace CleanFiles.Application.Events;

/// <summary>
/// What contracts may be made of: types of which the schema says everything that a reader meets. Another type could change on the wire
/// while its schema stays (ADR 0021).
/// </summary>
internal static class ContractTypes
{
    private static readonly Type[] Plain = [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(decimal), typeof(Guid), typeof(DateTimeOffset)];

    private static readonly Type[] Collections = [typeof(IReadOnlyList<>), typeof(IReadOnlyDictionary<,>)];

    private const string Allowed = "use string, bool, int, long, decimal, Guid, DateTimeOffset, an enumeration, a record of these, "
        + "or IReadOnlyList or IReadOnlyDictionary by string of one of them";

    /// <returns>One sentence, or null.</returns>
    public static string? Problem(Type contract) => Problem(contract, contract.Name, []);

    private static string? Problem(Type record, string path, IReadOnlyList<Type> around)
    {
        if (around.Contains(record)) return $"{path} is in itself, so that its schema has no end; refer to it by its id.";
        return record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(field => Problem(field, $"{path}.{field.Name}", [.. around, record])).FirstOrDefault(problem => problem is not null);
    }

    private static string? Problem(PropertyInfo field, string path, IReadOnlyList<Type> around)
    {
        if (field.CustomAttributes.Any(attribute => attribute.AttributeType.Namespace == "System.Text.Json.Serialization"))
            return $"{path} has an attribute of the serializer, which the schema does not show; do without it.";
        var type = Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType;
        if (type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition())) return Inside(field, type, path, around);
        return One(type, path, around) ?? Default(field, type, path);
    }

    private static string? Inside(PropertyInfo field, Type collection, string path, IReadOnlyList<Type> around)
    {
        var arguments = collection.GetGenericArguments();
        var element = arguments[^1];
        if (arguments.Length == 2 && arguments[0] != typeof(string)) return $"{path} is a map by {arguments[0].Name}; {Allowed}.";
        if (Nullable.GetUnderlyingType(element) is not null || new NullabilityInfoContext().Create(field).GenericTypeArguments[^1].ReadState == NullabilityState.Nullable)
            return $"{path} may hold null, which the schema does not show; leave out what is not there.";
        return One(element, path, around);
    }

    private static string? One(Type type, string path, IReadOnlyList<Type> around)
    {
        if (Plain.Contains(type)) return null;
        if (type.IsEnum)
            return type.IsDefined(typeof(FlagsAttribute)) || Enum.GetValues(type).Cast<object>().Distinct().Count() < Enum.GetNames(type).Length
                ? $"{path} has values that are several at once or two names of one; give each value one name." : null;
        var isRecord = type is { IsClass: true, IsSealed: true } && type.GetMethod("<Clone>$") is not null;
        return isRecord ? Problem(type, path, around) : $"{path} is {type.Name}; {Allowed}.";
    }

    /// <summary>What is left out cannot be an instant of the year 1, or the id of nothing.</summary>
    private static string? Default(PropertyInfo field, Type type, string path) =>
        field.PropertyType == type && (type == typeof(DateTimeOffset) || type == typeof(Guid))
        && field.DeclaringType!.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter => parameter.Name == field.Name && parameter.HasDefaultValue)
            ? $"{path} is optional without being null when it is left out; make it {type.Name}?."
            : null;
}
