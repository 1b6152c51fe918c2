using CleanFiles.Support;
using CleanFiles.Support.Pages;

namespace CleanFiles.Template.Tests;

/// <summary>Each exercise's test fails, its solution fits the code as it is today, and then the test passes.</summary>
public sealed class ExerciseTests(TemplatePackage template)
{
    private const string Folder = "docs/exercises";

    [Fact]
    public async Task Each_test_fails_until_its_solution_is_applied()
    {
        // What the template makes under its own name is this repository.
        using var copy = await template.GenerateAsync("CleanFiles");
        var pages = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, Folder), "?-*.md").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(5, pages.Count);

        foreach (var page in pages) await Follower.FollowAsync(copy.Path, Readme.Read(page));
        foreach (var built in new[] { "src/Api", "tests/Application" }) await Dotnet.RunAsync(copy.Path, "build", built, "-warnaserror");
    }
}
