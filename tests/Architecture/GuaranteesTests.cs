using System.Text.RegularExpressions;
using CleanFiles.Architecture.Tests.Adr;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public partial class GuaranteesTests
{
    private const string Page = "docs/guarantees.md";

    private static readonly Rule<SourceTree> Shown = new(
        1,
        "Every promise names tests that show it.",
        $"Name tests that run as `Class.Method` behind the promise in {Page}, with (explicit) behind those that are, or do not promise it.",
        tree =>
        {
            var tests = Enforcer.In(tree).Where(test => test.IsLive).ToList();
            var (live, @explicit) = (Names(tests), Names(tests.Where(test => test.IsExplicit)));
            return from promise in Promise().Matches(tree[Page]).Select(row => (Text: row.Groups[1].Value, Tests: NamedTest.In(row.Groups[2].Value).ToList()))
                   let dead = promise.Tests.Select(test => test.Name).Where(test => !live.Contains(test)).ToList()
                   select new Finding($"{Page}: {promise.Text}", promise.Tests.Count == 0 ? "names no test"
                       : dead.Count > 0 ? $"names no live test: {string.Join(", ", dead)}"
                       : NamedTest.Mismarked(promise.Tests, @explicit));
        });

    [Fact, Enforces(1, 27, 36)]
    public void Every_promise_is_shown_by_tests_that_run()
    {
        Shown.HoldsFor(SourceTree.Real);
        Shown.Catches(
            new SourceTree
            {
                { Page, "| | Shown by |\n|---|---|\n| **Good.** | `SomeTests.A_test` |\n| **Idle.** | us |\n| **Stale.** | `SomeTests.A_test`, `SomeTests.Gone` |\n| **Skipped.** | `SomeTests.Skipped` |\n| **Slow.** | `SomeTests.Slow` |\n| **Marked.** | `SomeTests.Slow` (explicit) |\n" },
                {
                    "tests/Some/SomeTests.cs",
                    "class SomeTests\n{\n[Fact]\npublic void A_test()\n[Fact(Skip = \"x\")]\npublic void Skipped()\n[Fact(Explicit = true)]\npublic void Slow()\n}\n"
                },
            },
            $"{Page}: Idle.", $"{Page}: Stale.", $"{Page}: Skipped.", $"{Page}: Slow.");
    }

    private static HashSet<string> Names(IEnumerable<Enforcer> tests) => [.. tests.Select(test => test.Name)];

    /// <summary>A row of the table: the sentence in bold, and the cell behind it.</summary>
    [GeneratedRegex(@"^\| \*\*(.+?)\*\*[^|]*\|(.*)\|$", RegexOptions.Multiline)]
    private static partial Regex Promise();
}
