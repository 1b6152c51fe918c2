namespace CleanFiles.Template.Tests;

/// <summary>What comes out is a service that works.</summary>
public sealed class BuildTests(TemplatePackage template)
{
    private static readonly string[] Quick = ["Domain", "Application", "Architecture", "Api"];

    [Fact]
    public async Task Without_the_example_it_builds_without_a_warning_passes_all_of_its_tests_and_runs()
    {
        using var service = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "LineItem");

        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "test", "--no-build");
        await using var running = await RunningService.StartAsync(service.Path, RunningService.Alone);
    }

    [Theory]
    [InlineData("Acme.Invoices", "Sqlite", "InMemory")]
    [InlineData("my-files", "Postgres", "Sqs")]
    public async Task It_builds_without_a_warning_passes_its_quick_tests_and_runs(string name, string database, string transport)
    {
        using var service = await template.GenerateAsync(name, folder: null, "--database", database, "--transport", transport);

        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "format", "--verify-no-changes", "--no-restore");
        foreach (var project in Quick) await Dotnet.RunAsync(service.Path, "test", "--no-build", "--project", $"tests/{project}");
        await using var running = await RunningService.StartAsync(service.Path, RunningService.Alone);
    }

    /// <summary>Half an hour each: <c>dotnet test --project tests/Template -- --explicit only</c>.</summary>
    [Theory(Explicit = true)]
    [InlineData("CleanFiles", "Sqlite", "InMemory")]
    [InlineData("Acme.Files", "Sqlite", "Sqs")]
    [InlineData("my-files", "Postgres", "InMemory")]
    [InlineData("files2", "Postgres", "Sqs")]
    [InlineData("Acme.2Files", "Sqlite", "InMemory")]
    public async Task All_of_its_tests_pass(string name, string database, string transport)
    {
        using var service = await template.GenerateAsync(name, folder: null, "--database", database, "--transport", transport);

        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "test", "--no-build");
        await using var running = await RunningService.StartAsync(service.Path, RunningService.Alone);
    }
}
