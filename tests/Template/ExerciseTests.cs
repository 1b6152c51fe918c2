using CleanFiles.Support;
using CleanFiles.Support.Pages;

namespace CleanFiles.Template.Tests;

/// <summary>Each exercise's test fails, its solution fits the code as it is today, and then the test passes and no other fails.</summary>
public sealed class ExerciseTests(TemplatePackage template)
{
    private const string Folder = "docs/exercises";

    /// <summary>What a solution can turn red within a minute.</summary>
    private static readonly Block AfterEach = new("Nothing else fails", "sh", """
        dotnet test --project tests/Domain
        dotnet test --project tests/Application
        dotnet test --project tests/Architecture
        dotnet test --project tests/Contracts -- --filter-method '*.BaselineTests.*' --filter-method '*.GateTests.*' --filter-method '*.AsyncApiTests.It_names_*'
        """);

    private static readonly Block AfterAll = new("Nothing else fails", "sh", """
        dotnet test --project tests/Infrastructure -- --filter-namespace '*.Configuration' --filter-namespace '*.Consuming'
        dotnet test --project tests/Api
        """);

    [Fact, Enforces(37)]
    public async Task Each_test_fails_until_its_solution_is_applied_which_turns_nothing_else_red()
    {
        // What the template makes under its own name is this repository, without these pages and what they apply.
        using var copy = await template.GenerateAsync("CleanFiles");
        Directory.CreateDirectory(Path.Combine(copy.Path, Folder));
        foreach (var patch in Pages("*.patch")) copy.Write(Path.GetRelativePath(RepositoryRoot.Path, patch), File.ReadAllText(patch));
        var pages = Pages("?-*.md");
        Assert.Equal(5, pages.Count);

        foreach (var page in pages) await Follower.FollowAsync(copy.Path, [.. Readme.Read(page), AfterEach]);
        await Follower.FollowAsync(copy.Path, [AfterAll]);
        foreach (var built in new[] { "src/Api", "tests/Application" }) await Dotnet.RunAsync(copy.Path, "build", built, "-warnaserror");
    }

    private static List<string> Pages(string pattern) =>
        [.. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, Folder), pattern).Order(StringComparer.Ordinal)];
}
