using System.Text.RegularExpressions;
using System.Xml.Linq;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public partial class NoticesTests
{
    private static readonly string[] Free = ["MIT", "Apache-2.0", "BSD-3-Clause", "PostgreSQL"];

    private static readonly Rule<SourceTree> Complete = new(
        9,
        "THIRD-PARTY-NOTICES.md lists every package with its version, and no other.",
        "Add, change or remove the package's line; take the licence from the package itself.",
        tree =>
        {
            var used = XDocument.Parse(tree["Directory.Packages.props"]).Descendants("PackageVersion")
                .Select(package => $"{(string?)package.Attribute("Include")} {(string?)package.Attribute("Version")}").ToHashSet();
            var listed = Notice().Matches(tree["THIRD-PARTY-NOTICES.md"]).Select(line => $"{line.Groups[1].Value} {line.Groups[2].Value}").ToHashSet();
            return used.Union(listed).Select(package => new Finding(package, !listed.Contains(package) ? "is not listed"
                : used.Contains(package) ? null : "is listed and not used"));
        });

    private static readonly Rule<SourceTree> FreeLicences = new(
        34,
        $"A package is under one of these licences: {string.Join(", ", Free)}.",
        "Take a version from before the licence changed, or another package.",
        tree => from line in Notice().Matches(tree["THIRD-PARTY-NOTICES.md"])
                let licence = line.Groups[3].Value.Split('(')[0].Trim()
                select new Finding(line.Groups[1].Value, Free.Contains(licence) ? null : $"is under {licence}"));

    [Fact, Enforces(9, 34)]
    public void The_notices_list_every_package() => Complete.HoldsFor(SourceTree.Real);

    [Fact, Enforces(34)]
    public void A_package_has_a_free_licence() => FreeLicences.HoldsFor(SourceTree.Real);

    [GeneratedRegex(@"^\| ([\w.]+) \| ([\d.]+) \| ([^|]*\w[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Notice();
}
