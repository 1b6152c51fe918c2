using System.Reflection;
using CleanFiles.Architecture.Tests.Rules;
using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace CleanFiles.Architecture.Tests;

/// <summary>
/// The analyzer reads src/Infrastructure/BannedSymbols.txt and stops the build there. It says nothing about a line that names no symbol,
/// and the domain takes no analyzer; so the compiled code of all layers is searched for the same symbols, and each line must find its
/// planted use.
/// </summary>
public class BannedApiTests
{
    private const string List = "src/Infrastructure/BannedSymbols.txt";
    private const string Project = "src/Infrastructure/Infrastructure.csproj";

    private static readonly HashSet<string> Banned =
        [.. SourceTree.Real[List].Split('\n').Select(line => line.Split(';')[0]).Where(symbol => symbol.Length > 0)];

    private static readonly Rule<Assembly[]> Nobody = new(
        14,
        "Nobody asks the system for time, threads or sleep.",
        $"Take a TimeProvider and await; {List} says what to use in place of each symbol.",
        assemblies => from type in assemblies.All().Definitions()
                      let used = Symbols(type).Where(Banned.Contains).Distinct().ToList()
                      select new Finding(type.FullName, used.Count == 0 ? null : $"uses {string.Join(", ", used)}"));

    [Fact, Enforces(14)]
    public void Nobody_asks_the_system_for_time_threads_or_sleep()
    {
        Nobody.HoldsFor(Code.Product);
        Nobody.Catches(Code.Planted, "CleanFiles.Application.Restless");
    }

    [Fact, Enforces(14)]
    public void Each_banned_symbol_exists_and_is_found_where_it_is_planted()
    {
        var planted = Code.Planted.In("CleanFiles.Application").Definitions().Single(type => type.Name == "Restless");

        Assert.NotEmpty(Banned);
        Assert.Empty(Banned.Except(Symbols(planted)));
    }

    [Fact, Enforces(14)]
    public void The_analyzer_reads_the_list_in_the_project_of_relay_and_consumer_host()
    {
        var project = SourceTree.Real[Project];
        Assert.Contains("""<PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" """, project, StringComparison.Ordinal);
        Assert.Contains("""<AdditionalFiles Include="BannedSymbols.txt" />""", project, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true<", SourceTree.Real["Directory.Build.props"], StringComparison.Ordinal);
        Assert.DoesNotContain(SourceTree.Real, file =>
            file.Key.StartsWith("src/", StringComparison.Ordinal) && file.Value.Contains("RS0030", StringComparison.Ordinal));
        Assert.DoesNotContain("RS0030", SourceTree.Real[".editorconfig"], StringComparison.Ordinal);
    }

    /// <summary>What the code of a type uses, in the notation of documentation comments, which is also the list's.</summary>
    private static IEnumerable<string> Symbols(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Select(instruction => instruction.Operand as MethodReference)
            .SelectMany(Symbols)
            .Concat(type.NestedTypes.SelectMany(Symbols));

    private static IEnumerable<string> Symbols(MethodReference? call)
    {
        if (call?.DeclaringType.Namespace.StartsWith("System", StringComparison.Ordinal) != true) return [];
        if (call.Resolve() is not { } method) return [];
        var property = method.DeclaringType.Properties.SingleOrDefault(property => property.GetMethod == method);
        return [DocCommentId.GetDocCommentId(method.DeclaringType), DocCommentId.GetDocCommentId((IMemberDefinition?)property ?? method)];
    }
}
