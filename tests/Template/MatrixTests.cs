namespace CleanFiles.Template.Tests;

/// <summary>Everything that the template makes, with all of its tests: <c>dotnet test --project tests/Template -- --explicit only</c>.</summary>
public sealed class MatrixTests(TemplatePackage template)
{
    /// <summary>Each name, each pair of options.</summary>
    [Theory(Explicit = true)]
    [InlineData("CleanFiles", "Sqlite", "InMemory")]
    [InlineData("Acme.Files", "Sqlite", "Sqs")]
    [InlineData("my-files", "Postgres", "InMemory")]
    [InlineData("files2", "Postgres", "Sqs")]
    [InlineData("Acme.2Files", "Sqlite", "InMemory")]
    public async Task With_the_example_all_of_its_tests_pass(string name, string database, string transport)
    {
        using var service = await template.GenerateAsync(name, folder: null, "--database", database, "--transport", transport);

        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "test", "--no-build");
        await using var running = await RunningService.StartAsync(service.Path, RunningService.Alone);
    }

    [Theory(Explicit = true)]
    [InlineData("CleanFiles", "Postgres", "Sqs")]
    [InlineData("Acme.Files", "Postgres", "InMemory")]
    [InlineData("my-files", "Sqlite", "Sqs")]
    [InlineData("files2", "Sqlite", "InMemory")]
    [InlineData("Acme.2Files", "Postgres", "Sqs")]
    public async Task Without_the_example_all_of_its_tests_pass(string name, string database, string transport)
    {
        using var service = await template.GenerateAsync(
            name, folder: null, "--sample", "false", "--aggregate", "Order", "--database", database, "--transport", transport);

        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "test", "--no-build");
        await using var running = await RunningService.StartAsync(service.Path, RunningService.Alone);
    }
}
