using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Adr;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

/// <summary>What CI runs beside everybody's tests, which is what nobody else runs often.</summary>
public partial class CiTests
{
    private const string Script = ".ci/run", Pages = "tests/EndToEnd/Repository/";

    private static readonly Rule<SourceTree> Steps = new(
        36,
        "A class that CI names is there, and has explicit tests where CI asks for those.",
        $"Correct the name in {Script}; a class without explicit tests is in dotnet test already.",
        tree => from step in Step().Matches(tree[Script])
                let tests = Enforcer.In(tree, $"{step.Groups["project"].Value}/").ToList()
                // A generated service has not all of them, and the script passes over those.
                where tests.Count > 0
                from name in Class().Matches(step.Value).Select(match => match.Groups[1].Value)
                let own = tests.Where(test => test.Class == name).ToList()
                select new Finding(name, own.Count == 0 ? $"is not in {step.Groups["project"].Value}"
                    : step.Value.Contains("--explicit only", StringComparison.Ordinal) && !own.Exists(test => test.IsExplicit) ? "has no explicit test"
                    : null));

    private static readonly Rule<SourceTree> Followers = new(
        36,
        "Whoever follows a page in a copy of the repository runs on CI.",
        $"Name its class in {Script}, with --filter-class.",
        tree => from test in Enforcer.In(tree, Pages)
                where test.IsExplicit
                select new Finding(test.Name, Class().Matches(tree[Script]).Any(name => name.Groups[1].Value == test.Class) ? null : "runs nowhere"));

    [Fact, Enforces(36)]
    public void What_CI_names_is_there()
    {
        Steps.HoldsFor(SourceTree.Real);
        Steps.Catches(
            new SourceTree
            {
                { Script, "dotnet test\ndotnet test --project tests/A -- --explicit only --filter-class '*.Slow' --filter-class '*.Quick' --filter-class '*.Gone'\ndotnet test --project tests/B -- --filter-class '*.Lost'\ndotnet test --project tests/C -- --filter-not-class '*.Slow'\n" },
                { "tests/A/Tests.cs", "class Slow\n{\n[Fact(Explicit = true)]\npublic void A_test()\n}\nclass Quick\n{\n[Fact]\npublic void A_test()\n}\n" },
                { "tests/C/Tests.cs", "class Other\n{\n[Fact]\npublic void A_test()\n}\n" },
            },
            "Quick", "Gone", "Slow");
    }

    [Fact, Enforces(36)]
    public void Who_follows_a_page_runs_on_CI()
    {
        Followers.HoldsFor(SourceTree.Real);
        Followers.Catches(
            new SourceTree
            {
                { Script, "dotnet test -- --filter-class '*.Named'\n" },
                { $"{Pages}Tests.cs", "class Named\n{\n[Fact(Explicit = true)]\npublic void A_test()\n}\nclass Forgotten\n{\n[Fact(Explicit = true)]\npublic void A_test()\n}\n" },
            },
            "Forgotten.A_test");
    }

    [GeneratedRegex(@"--project (?<project>tests/\w+) -- .*")]
    private static partial Regex Step();

    [GeneratedRegex(@"--filter-(?:not-)?class '\*\.(\w+)'")]
    private static partial Regex Class();
}
