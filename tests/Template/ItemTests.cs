using System.Text.RegularExpressions;

namespace CleanFiles.Template.Tests;

/// <summary>Each item comes with a test that fails until it is filled in.</summary>
public sealed partial class ItemTests(TemplatePackage template)
{
    /// <summary>Word for word, as the output's README has them.</summary>
    [Theory]
    [InlineData("true", "src/Application/Files/ArchiveFile.cs", "src/Domain/Files/FileArchived.cs")]
    [InlineData("false", "src/Application/Orders/ArchiveOrder.cs", "src/Domain/Orders/OrderArchived.cs")]
    public async Task The_commands_of_the_readme_put_items_where_they_belong(string sample, string useCase, string fact)
    {
        using var service = await template.GenerateAsync("Acme.Shop", folder: null, "--sample", sample);
        await Dotnet.RunAsync(service.Path, "restore", "src/Application");

        var commands = Command().Matches(service.Read("README.md")).Select(match => match.Groups[1].Value.Split(' ')).ToList();
        foreach (var command in commands) await template.AddAsync(service, "src/Application", command);

        Assert.Equal(3, commands.Count);
        Assert.Superset(new HashSet<string> { useCase, fact, "src/Application/Consumers/Archivist.cs" }, service.Files.ToHashSet());
    }

    [Fact, Enforces(37)]
    public async Task Items_go_where_they_belong_wherever_they_are_asked_for_and_their_tests_fail_until_they_are_filled_in()
    {
        using var service = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "Invoice");
        var items = new ItemCycle(template, service, "Invoice", "Invoices", "InvoiceCreatedV1");

        await items.RunAsync();
        Assert.Empty(service.Leftovers());

        items.Fill("src/Application/Events/OurEvents.cs", "typeof(InvoiceCreatedV1)) { Example = Examples.InvoiceCreatedV1 }", "typeof(InvoiceCreatedV1))");
        await items.BuildAsync();
        await items.FailsAsync("MonthlyArchivistTests", "InvoiceCreatedV1 has no example");
    }

    [Fact, Enforces(37)]
    public async Task With_the_example_they_do_so_too()
    {
        using var service = await template.GenerateAsync("my-files");

        await new ItemCycle(template, service, "File", "Files", "FileUploadedV2").RunAsync();
        Assert.Empty(service.Leftovers());
    }

    [GeneratedRegex("^    dotnet new (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
