using Mono.Cecil;
using Mono.Cecil.Cil;
using NetArchTest.Rules;

namespace CleanFiles.Architecture.Tests.Rules;

/// <summary>
/// Which types the code of a type mentions. NetArchTest's own dependency search overlooks catch clauses and the arguments of attributes,
/// stumbles over helpers that the compiler generates, and does not say what it found.
/// </summary>
/// <remarks>A list names namespaces (<c>System</c>), namespaces with all below them (<c>System.*</c>), and types in full.</remarks>
internal static class Mentions
{
    /// <summary>Looks at the types; each may mention only what is allowed.</summary>
    public static IEnumerable<Finding> AllowOnly(PredicateList types, params IEnumerable<string> allowed) =>
        from type in types.Definitions()
        let foreign = Names(Of(type).Where(mentioned => !Matches(mentioned, allowed)))
        select new Finding(type.FullName, foreign.Count == 0 ? null : $"mentions {string.Join(", ", foreign)}");

    /// <summary>Looks at the types that mention any of the targets; only those allowed may.</summary>
    public static IEnumerable<Finding> AllowOnlyFor(PredicateList types, IEnumerable<string> targets, params IEnumerable<string> allowed) =>
        from type in types.Definitions()
        let found = Names(Of(type).Where(mentioned => mentioned != type && Matches(mentioned, targets)))
        where found.Count > 0
        select new Finding(type.FullName, Matches(type, allowed) ? null : $"mentions {string.Join(", ", found)}");

    /// <summary>Every type that a type's code mentions, what is nested in it included; in place of a nested type, the outermost.</summary>
    private static IEnumerable<TypeReference> Of(TypeDefinition type) =>
        Raw(type).SelectMany(Parts).Select(Outermost).Where(part => !part.Name.StartsWith('<'));

    private static List<string> Names(IEnumerable<TypeReference> types) => [.. types.Select(type => type.FullName).Distinct().Order()];

    private static bool Matches(TypeReference type, IEnumerable<string> names) => names.Any(name =>
        name.EndsWith(".*", StringComparison.Ordinal)
            ? $"{type.Namespace}.".StartsWith(name[..^1], StringComparison.Ordinal)
            : type.Namespace == name || type.FullName == name);

    private static IEnumerable<TypeReference?> Raw(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(contract => contract.InterfaceType),
        .. Attributes(type),
        .. type.GenericParameters.SelectMany(Constraints),
        .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(Attributes),
        .. type.Methods.SelectMany(OfMethod),
        .. type.NestedTypes.SelectMany(Raw),
    ];

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method)
    {
        var signature = Signature(method).Concat(Attributes(method)).Concat(method.Parameters.SelectMany(Attributes));
        return method.Body is not { } body ? signature :
        [
            .. signature,
            .. method.GenericParameters.SelectMany(Constraints),
            .. body.Variables.Select(variable => variable.VariableType),
            .. body.ExceptionHandlers.Select(handler => handler.CatchType),
            .. body.Instructions.SelectMany(OfInstruction),
        ];
    }

    private static IEnumerable<TypeReference?> OfInstruction(Instruction instruction) => instruction.Operand switch
    {
        GenericInstanceMethod call => [call.DeclaringType, .. Signature(call), .. call.GenericArguments],
        MethodReference call => [call.DeclaringType, .. Signature(call)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        TypeReference type => [type],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Signature(IMethodSignature method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType);

    private static IEnumerable<TypeReference?> Constraints(GenericParameter parameter) =>
        parameter.Constraints.Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider owner) => owner.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument))
            .Select(argument => argument.Value as TypeReference)
            .Append(attribute.AttributeType));

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
