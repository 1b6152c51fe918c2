using System.Xml.Linq;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

/// <summary>What the project files say, read from them: code that mentions nothing foreign yet may still have opened the door.</summary>
public class ProjectFileTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["src/Domain/Domain.csproj"] = [],
        ["src/Application/Application.csproj"] =
            ["../Domain/Domain.csproj", "FluentValidation", "MediatR", "Microsoft.Extensions.DependencyInjection.Abstractions"],
    };

    private static readonly Rule<SourceTree> References = new(
        2,
        "The domain references nothing, the application only the domain and the packages that its use cases are written with.",
        "Reference it from src/Infrastructure or src/Api, behind a port.",
        tree => from project in MayReference
                where tree.Has(project.Key)
                let foreign = ReferencesOf(tree[project.Key]).Except(project.Value).ToList()
                select new Finding(project.Key, foreign.Count == 0 ? null : $"references {string.Join(", ", foreign)}"));

    private static readonly Rule<SourceTree> Downwards = new(
        2,
        "Projects reference each other in one direction: Api, Infrastructure, Application, Domain.",
        "Turn the dependency around with a port in src/Application/Ports.",
        tree => from project in tree.Under("src/", ".csproj")
                let layers = Array.ConvertAll(ProjectsOf(project.Text).Append(project.Path).ToArray(), LayerOf)
                let fine = layers[..^1].All(layer => layer < layers[^1])
                select new Finding(project.Path, fine ? null : "references a project of its own layer or above"));

    private static readonly Rule<SourceTree> NoSmuggling = new(
        2,
        "Nothing is referenced for all projects at once.",
        "Reference it from the project that needs it, so that src/Domain stays free of packages.",
        tree => from file in tree
                where file.Key is "Directory.Build.props" or "Directory.Build.targets" or "Directory.Packages.props"
                    || file.Key.StartsWith("src/Directory.", StringComparison.Ordinal)
                let found = ReferencesOf(file.Value).ToList()
                select new Finding(file.Key, found.Count == 0 ? null : $"references {string.Join(", ", found)}"));

    [Fact, Enforces(2)]
    public void The_domain_references_nothing_and_the_application_only_what_it_may()
    {
        References.HoldsFor(SourceTree.Real);
        Assert.All(MayReference.Keys, path => Assert.True(SourceTree.Real.Has(path), path));
        foreach (var kind in (string[])["PackageReference", "ProjectReference", "FrameworkReference", "GlobalPackageReference", "Reference"])
            References.Catches(
                new SourceTree { { "src/Domain/Domain.csproj", $"""<Project><{kind} Include="X" /></Project>""" } },
                "src/Domain/Domain.csproj");
        References.Catches(
            new SourceTree { { "src/Application/Application.csproj", """<Project><PackageReference Include="Npgsql" /></Project>""" } },
            "src/Application/Application.csproj");
    }

    [Fact, Enforces(2)]
    public void Projects_reference_each_other_in_one_direction()
    {
        Downwards.HoldsFor(SourceTree.Real);
        Downwards.Catches(
            new SourceTree
            {
                { "src/Application/Application.csproj", """<Project><ProjectReference Include="../Api/Api.csproj" /></Project>""" },
                { "src/Api/Api.csproj", """<Project><ProjectReference Include="../Domain/Domain.csproj" /></Project>""" },
            },
            "src/Application/Application.csproj");
    }

    [Fact, Enforces(2)]
    public void Nothing_is_referenced_for_all_projects_at_once()
    {
        NoSmuggling.HoldsFor(SourceTree.Real);
        NoSmuggling.Catches(
            new SourceTree
            {
                { "Directory.Build.props", """<Project><ItemGroup><PackageReference Include="X" /></ItemGroup></Project>""" },
                { "Directory.Packages.props", """<Project><ItemGroup><GlobalPackageReference Include="X" /></ItemGroup></Project>""" },
                { "src/Directory.Build.targets", """<Project><ItemGroup><FrameworkReference Include="X" /></ItemGroup></Project>""" },
            },
            "Directory.Build.props", "Directory.Packages.props", "src/Directory.Build.targets");
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        from element in XDocument.Parse(project).Descendants()
        where element.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal)
        select (string?)element.Attribute("Include") ?? "";

    private static IEnumerable<string> ProjectsOf(string project) =>
        ReferencesOf(project).Where(reference => reference.EndsWith(".csproj", StringComparison.Ordinal));

    private static int LayerOf(string project) =>
        Array.IndexOf(["Domain", "Application", "Infrastructure", "Api"], Path.GetFileNameWithoutExtension(project));
}
