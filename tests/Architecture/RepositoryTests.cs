using System.Text.RegularExpressions;
using System.Xml.Linq;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public partial class RepositoryTests
{
    private const int MaxLines = 150;

    /// <summary>Files that are longer and read better whole.</summary>
    private static readonly string[] InOneBreath = ["src/Infrastructure/Relay/RelaySession.cs"];

    private static readonly string[] OutsideSolution = ["tests/Benchmarks/Peers/", "tests/Benchmarks/Micro/", "tests/Template/"];

    private static readonly Rule<SourceTree> Solution = new(
        2,
        "The classic solution file lists every project but those for which it takes more than a build: the template's, the benchmarks' peers and micro parts.",
        "Run: dotnet sln add <project>.",
        tree => from project in tree.Under("", ".csproj")
                where project.Path.Split('/')[0] is "src" or "tests" && !Array.Exists(OutsideSolution, folder => project.Path.StartsWith(folder, StringComparison.Ordinal))
                let solutions = tree.Where(file => file.Key.EndsWith(".sln", StringComparison.Ordinal)).ToList()
                select new Finding(project.Path, tree.Under("", ".slnx").Any() ? "stands beside an .slnx"
                    : solutions is not [var only] ? $"has {solutions.Count} solutions"
                    : !only.Value.Contains($"\"{project.Path.Replace('/', '\\')}\"", StringComparison.Ordinal) ? "is not in the solution"
                    : null));

    private static readonly Rule<SourceTree> NoPrefix = new(
        2,
        "A project bears the name of its folder, without the product's.",
        "Name it <Folder>.csproj, in tests <Folder>.Tests.csproj: Directory.Build.props adds the product's name to the assembly.",
        tree => from project in tree.Under("", ".csproj")
                let parts = project.Path.Split('/')
                let plain = parts[^1] == $"{parts[^2]}.csproj" || (parts[0] == "tests" && parts[^1] == $"{parts[^2]}.Tests.csproj")
                let prefixed = parts[^2].Contains('.', StringComparison.Ordinal)
                select new Finding(project.Path, plain && !prefixed ? null : "is named otherwise"));

    private static readonly Rule<SourceTree> Short = new(
        2,
        $"A file of src has at most {MaxLines} lines, or is on the list of those that read better whole.",
        $"Give the second thing that the file does a file of its own; or keep {nameof(RepositoryTests)}.{nameof(InOneBreath)} right.",
        tree => from file in tree.Under("src/", ".cs")
                where !file.Path.Contains("/Migrations/", StringComparison.Ordinal)
                let lines = file.Text.TrimEnd().Count(letter => letter == '\n') + 1
                let listed = InOneBreath.Contains(file.Path)
                select new Finding(file.Path, lines > MaxLines == listed ? null : $"has {lines} lines"));

    private static readonly Rule<SourceTree> NoSleep = new(
        14,
        "Nothing sleeps for a fixed time.",
        "In src wait by a TimeProvider: Task.Delay(span, time, ct). In tests wait for a condition: Eventually.IsTrueAsync(...).",
        tree => from file in tree.Under("", ".cs")
                where file.Path is not ("tests/Support/Eventually.cs" or "tests/Benchmarks/Load/Pacer.cs" or "tests/Benchmarks/Load/Soak.cs"
                    or "tests/Resilience/Chaos/Troubles.cs" or "tests/Resilience/Horizon/HorizonRun.cs" or "tests/Resilience/Horizon/SkipLockedOutbox.cs")
                     && !file.Path.StartsWith("tests/Architecture/", StringComparison.Ordinal)
                let sleeps = Sleep().Matches(file.Text).Select(match => match.Value).Where(call => !NotFixed().IsMatch(call)).ToList()
                select new Finding(file.Path, sleeps.Count == 0 ? null : $"has {string.Join(", ", sleeps)}"));

    private static readonly Rule<SourceTree> Notices = new(
        9,
        "THIRD-PARTY-NOTICES.md lists every package with its version, and no other.",
        "Add, change or remove the package's line; take the licence from the package itself.",
        tree =>
        {
            var used = XDocument.Parse(tree["Directory.Packages.props"]).Descendants("PackageVersion")
                .Select(package => $"{(string?)package.Attribute("Include")} {(string?)package.Attribute("Version")}").ToHashSet();
            var listed = Notice().Matches(tree["THIRD-PARTY-NOTICES.md"])
                .Select(line => $"{line.Groups[1].Value} {line.Groups[2].Value}").ToHashSet();
            return used.Union(listed).Select(package => new Finding(package, !listed.Contains(package) ? "is not listed"
                : used.Contains(package) ? null : "is listed and not used"));
        });

    private static readonly string[] Free = ["MIT", "Apache-2.0", "BSD-3-Clause", "PostgreSQL"];

    private static readonly Rule<SourceTree> FreeLicences = new(
        34,
        $"A package is under one of these licences: {string.Join(", ", Free)}.",
        "Take a version from before the licence changed, or another package.",
        tree => from line in Notice().Matches(tree["THIRD-PARTY-NOTICES.md"])
                let licence = line.Groups[3].Value.Split('(')[0].Trim()
                select new Finding(line.Groups[1].Value, Free.Contains(licence) ? null : $"is under {licence}"));

    private static readonly Rule<SourceTree> Links = new(
        1,
        "A link from one page to a file of the repository leads there.",
        "Correct it; links are relative to the page.",
        tree => from page in tree.Under("", ".md")
                from target in Link().Matches(page.Text).Select(match => match.Groups[1].Value).Distinct()
                where !target.Contains(':', StringComparison.Ordinal)
                let file = new Uri(new Uri($"file:///{page.Path}"), target).AbsolutePath.Trim('/')
                select new Finding($"{page.Path}: {target}", tree.Has(file) || tree.Under($"{file}/", "").Any() ? null : "leads nowhere"));

    [Fact, Enforces(1)]
    public void A_link_between_pages_leads_somewhere()
    {
        Links.HoldsFor(SourceTree.Real);
        Links.Catches(
            new SourceTree
            {
                { "README.md", "[ok](docs/A.md) [folder](docs) [web](https://example.com/x) [lost](B.md)" },
                { "docs/A.md", "[up](../README.md#part) [lost](README.md)" },
            },
            "README.md: B.md", "docs/A.md: README.md");
    }

    [Fact, Enforces(2)]
    public void The_classic_solution_lists_every_project()
    {
        Solution.HoldsFor(SourceTree.Real);
        var listed = new SourceTree { { "X.sln", """ "src\A\A.csproj" """ }, { "src/A/A.csproj", "" }, { "tests/B/B.Tests.csproj", "" } };
        Solution.Catches(listed, "tests/B/B.Tests.csproj");
        Solution.Catches(new SourceTree { { "X.slnx", "" }, { "src/A/A.csproj", "" } }, "src/A/A.csproj");
    }

    [Fact, Enforces(2)]
    public void A_project_bears_the_name_of_its_folder_without_the_products()
    {
        NoPrefix.HoldsFor(SourceTree.Real);
        NoPrefix.Catches(
            new SourceTree
            {
                { "src/A/X.A.csproj", "" }, { "src/X.B/X.B.csproj", "" }, { "src/C/C.Tests.csproj", "" }, { "tests/D/D.Tests.csproj", "" },
            },
            "src/A/X.A.csproj", "src/X.B/X.B.csproj", "src/C/C.Tests.csproj");
    }

    [Fact, Enforces(2)]
    public void A_file_of_src_is_short()
    {
        Short.HoldsFor(SourceTree.Real);
        var full = string.Concat(Enumerable.Repeat("x\n", MaxLines));
        Short.Catches(
            new SourceTree
            {
                { "src/A/Full.cs", full },
                { "src/A/Long.cs", full + "x\n" },
                { "src/A/Migrations/M.cs", full + full },
                { InOneBreath[0], full },
            },
            "src/A/Long.cs", InOneBreath[0]);
    }

    [Fact, Enforces(14)]
    public void Nothing_sleeps_for_a_fixed_time()
    {
        NoSleep.HoldsFor(SourceTree.Real);
        NoSleep.Catches(
            new SourceTree
            {
                { "src/A/Fine.cs", "await Task.Delay(span, time, ct); await Task.Delay(Timeout.Infinite, ct);" },
                { "src/A/Delay.cs", "await Task.Delay(Min(span, 5), ct);" },
                { "src/A/Sleep.cs", "Thread.Sleep(5);" },
                { "tests/B/Test.cs", "await Task.Delay(100, Ct);" },
            },
            "src/A/Delay.cs", "src/A/Sleep.cs", "tests/B/Test.cs");
    }

    [Fact, Enforces(34)]
    public void A_package_has_a_free_licence()
    {
        FreeLicences.HoldsFor(SourceTree.Real);
        FreeLicences.Catches(
            new SourceTree { { "THIRD-PARTY-NOTICES.md", "| A | 1.0 | MIT (see below) | x |\n| B | 13.0 | Commercial | x |\n| C | 2.0 | GPL-3.0 | x |" } }, "B", "C");
    }

    [Fact, Enforces(9, 34)]
    public void The_notices_list_every_package()
    {
        Notices.HoldsFor(SourceTree.Real);
        Notices.Catches(
            new SourceTree
            {
                {
                    "Directory.Packages.props",
                    """<Project><PackageVersion Include="A" Version="1.0" /><PackageVersion Include="B" Version="2.0" /></Project>"""
                },
                { "THIRD-PARTY-NOTICES.md", "| A | 1.0 | MIT | x |\n| B | 1.9 | MIT | x |\n| C | 3.0 | | x |" },
            },
            "B 2.0", "B 1.9");
    }

    [GeneratedRegex(@"\bThread\.Sleep\b|\bTask\.Delay\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(_?[tT]ime|[rR]andom|Timeout\.Infinite\w*)\b")]
    private static partial Regex NotFixed();

    [GeneratedRegex(@"^\| ([\w.]+) \| ([\d.]+) \| ([^|]*\w[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Notice();
}
