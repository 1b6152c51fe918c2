namespace CleanFiles.Template.Tests;

/// <summary>Everything that the template makes, with all of its tests: <c>dotnet test --project tests/Template -- --explicit only</c>.</summary>
public sealed class MatrixTests(TemplatePackage template)
{
    /// <summary>Each name, each pair of options; without a name it has its folder's.</summary>
    [Theory(Explicit = true)]
    [InlineData("CleanFiles", "Sqlite", "InMemory")]
    [InlineData("Acme.Files", "Sqlite", "Sqs")]
    [InlineData("my-files", "Postgres", "InMemory")]
    [InlineData("files2", "Postgres", "Sqs")]
    [InlineData("Acme.2Files", "Sqlite", "InMemory")]
    [InlineData(null, "Postgres", "InMemory")]
    public async Task With_the_example_all_of_its_tests_pass_and_items_fit_in(string? name, string database, string transport)
    {
        using var service = await template.GenerateAsync(name, folder: "Acme.Shop", "--database", database, "--transport", transport);

        await WorksAsync(service, "sample.txt", new ItemCycle(template, service, "File", "Files", "FileUploadedV2"));
    }

    [Theory(Explicit = true)]
    [InlineData("CleanFiles", "Postgres", "Sqs")]
    [InlineData("Acme.Files", "Postgres", "InMemory")]
    [InlineData("my-files", "Sqlite", "Sqs")]
    [InlineData("files2", "Sqlite", "InMemory")]
    [InlineData("Acme.2Files", "Postgres", "Sqs")]
    [InlineData(null, "Sqlite", "Sqs")]
    public async Task Without_the_example_all_of_its_tests_pass_and_items_fit_in(string? name, string database, string transport)
    {
        using var service = await template.GenerateAsync(
            name, folder: "Acme.Shop", "--sample", "false", "--aggregate", "Order", "--database", database, "--transport", transport);

        await WorksAsync(service, "bare.txt", new ItemCycle(template, service, "Order", "Orders", "OrderCreatedV1"));
    }

    private static async Task WorksAsync(Output service, string snapshot, ItemCycle items)
    {
        PackageTests.IsAsBefore(snapshot, service.UnderTheNameOfTheSnapshots());
        Assert.Empty(service.Conditions());
        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "test", "--no-build");
        await using (await RunningService.StartAsync(service.Path, RunningService.Alone))
        {
        }

        await items.RunAsync();
        if (!service.Files.Contains("CleanFiles.sln")) Assert.Empty(service.Leftovers());
    }
}
