using System.Text.RegularExpressions;
using System.Xml.Linq;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public partial class PackageLicenceTests
{
    private static readonly Rule<IReadOnlyList<(string Package, string Said, string Named)>> Same = new(
        34,
        "A restored package names the licence that the notices say.",
        "The licence has changed with the version: read it, and correct THIRD-PARTY-NOTICES.md or go back to the version before.",
        packages => packages.Select(package => new Finding(package.Package, package.Said == package.Named ? null : $"is under {package.Named}, not {package.Said}")));

    [Fact, Enforces(34)]
    public void A_restored_package_names_the_licence_that_the_notices_say()
    {
        Same.HoldsFor([.. Restored()]);
        Same.Catches([("A", "MIT", "MIT"), ("B", "Apache-2.0", "Commercial")], "B");
    }

    /// <summary>Those on this machine that name one; few packages from before 2018 do.</summary>
    private static IEnumerable<(string Package, string Said, string Named)> Restored()
    {
        foreach (Match line in Notice().Matches(SourceTree.Real["THIRD-PARTY-NOTICES.md"]))
        {
            var (id, version) = (line.Groups[1].Value, line.Groups[2].Value);
            var description = Path.Combine(Folder(), id.ToLowerInvariant(), version, $"{id.ToLowerInvariant()}.nuspec");
            if (!File.Exists(description)) continue;
            var licence = XDocument.Load(description).Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
            if ((string?)licence?.Attribute("type") == "expression") yield return ($"{id} {version}", line.Groups[3].Value.Split('(')[0].Trim(), licence!.Value);
        }
    }

    private static string Folder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [GeneratedRegex(@"^\| ([\w.]+) \| ([\d.]+) \| ([^|]*\w[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Notice();
}
