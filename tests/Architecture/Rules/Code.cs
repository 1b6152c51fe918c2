using System.Reflection;
using System.Text.RegularExpressions;
using CleanFiles.Application.Events;
using CleanFiles.Domain;
using CleanFiles.Infrastructure.Relay;
using Mono.Cecil;
using NetArchTest.Rules;

namespace CleanFiles.Architecture.Tests.Rules;

/// <summary>The assemblies that rules look at. What is planted lies in this assembly, in the product's own namespaces.</summary>
internal static class Code
{
    public static readonly Assembly Api = typeof(Program).Assembly;

    public static readonly Assembly[] Product =
        [typeof(AggregateRoot).Assembly, typeof(EventMapper).Assembly, typeof(OutboxRelay).Assembly, Api];

    public static readonly Assembly[] Planted = [typeof(Code).Assembly];

    /// <summary>The types of a namespace and all below it.</summary>
    public static PredicateList In(this Assembly[] assemblies, string @namespace) =>
        Types.InAssemblies(assemblies).That().ResideInNamespaceMatching($@"^{Regex.Escape(@namespace)}(\.|$)");

    /// <summary>The types of a namespace, without those below it.</summary>
    public static PredicateList Exactly(this Assembly[] assemblies, string @namespace) =>
        Types.InAssemblies(assemblies).That().ResideInNamespaceMatching($"^{Regex.Escape(@namespace)}$");

    /// <summary>The types of all the product's own namespaces.</summary>
    public static PredicateList All(this Assembly[] assemblies) =>
        Types.InAssemblies(assemblies).That().ResideInNamespaceMatching(@"^CleanFiles\.(?!Architecture)");

    /// <summary>The selected types as their assemblies hold them, down to the instructions.</summary>
    public static IReadOnlyCollection<TypeDefinition> Definitions(this PredicateList types)
    {
        var collector = new Collector();
        types.Should().MeetCustomRule(collector).GetResult();
        return collector.Types;
    }

    /// <summary>The types of the product's own namespaces as the runtime sees them, without what tools generate.</summary>
    public static IEnumerable<Type> Classes(this Assembly[] assemblies) =>
        from assembly in assemblies
        from type in assembly.GetTypes()
        where type.IsClass && !type.Name.Contains('<', StringComparison.Ordinal) && type.Namespace is { } name
            && name.StartsWith("CleanFiles.", StringComparison.Ordinal)
            && !name.StartsWith("CleanFiles.Architecture", StringComparison.Ordinal)
            && !name.EndsWith(".Migrations", StringComparison.Ordinal)
        select type;

    public static bool IsRecord(this Type type) => type.GetMethod("<Clone>$") is not null;

    private sealed class Collector : ICustomRule
    {
        public HashSet<TypeDefinition> Types { get; } = [];

        public bool MeetsRule(TypeDefinition type) => Types.Add(type);
    }
}
