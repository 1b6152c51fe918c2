using System.Text.Json;
using System.Text.RegularExpressions;

namespace CleanFiles.Template.Tests;

public sealed partial class NameTests(TemplatePackage template)
{
    [Theory, Enforces(37)]
    [InlineData("Acme.Files", "Acme.Files", "acme-files", "ACME_FILES")]
    [InlineData("my-files", "my_files", "my-files", "MY_FILES")]
    [InlineData("files2", "files2", "files2", "FILES2")]
    [InlineData("Acme.2Files", "Acme._2Files", "acme-2files", "ACME_2FILES")]
    [InlineData("AcmeInvoices", "AcmeInvoices", "acme-invoices", "ACME_INVOICES")]
    [InlineData("2Files", "_2Files", "service-2files", "SERVICE_2FILES")]
    [InlineData("Acme.Files.", "Acme.Files", "acme-files", "ACME_FILES")]
    [InlineData("CleanFiles", "CleanFiles", "cleanfiles", "CLEANFILES")]
    public async Task Whatever_it_is_called_every_name_follows(string name, string code, string kebab, string variable)
    {
        using var service = await template.GenerateAsync(name);

        Follows(service, code, kebab, variable);
        if (name != "CleanFiles") Assert.Empty(service.Leftovers());
    }

    [Fact]
    public async Task Without_a_name_it_has_its_folders()
    {
        using var service = await template.GenerateAsync(name: null, folder: "Acme.Orders");

        Follows(service, "Acme.Orders", "acme-orders", "ACME_ORDERS");
        Assert.Empty(service.Leftovers());
    }

    [Theory, Enforces(37)]
    [InlineData("Order", "Order", "Orders", "order")]
    [InlineData("LineItem", "LineItem", "LineItems", "line-item")]
    [InlineData("line item", "LineItem", "LineItems", "line-item")]
    [InlineData("invoice", "Invoice", "Invoices", "invoice")]
    [InlineData("Category", "Category", "Categories", "category")]
    [InlineData("Address", "Address", "Addresses", "address")]
    public async Task Without_the_example_nothing_of_it_is_left_and_the_aggregate_has_its_name(string aggregate, string name, string plural, string kebab)
    {
        using var service = await template.GenerateAsync("Acme.Shop", folder: null, "--sample", "false", "--aggregate", aggregate);

        Assert.Contains($"src/Domain/{plural}/{name}.cs", service.Files);
        Assert.Contains($"docs/events/{kebab}.created/1.schema.json", service.Files);
        Assert.Contains($"\"{kebab}.created\"", service.Read("src/Application/Events/OurEvents.cs"), StringComparison.Ordinal);
        Assert.Empty(service.Leftovers());
        Assert.Empty(service.Conditions());
        Assert.DoesNotContain(service.Files, file => Example().IsMatch(file) && !file.StartsWith("docs/adr/", StringComparison.Ordinal));
        Assert.Empty(
            from file in service.Files
            where !file.StartsWith("docs/adr/", StringComparison.Ordinal) && !file.StartsWith("tests/servers/", StringComparison.Ordinal)
            from match in Example().Matches(service.Read(file))
            select $"{file}: {match.Value}");
    }

    /// <summary>In Acme.Order the class Order cannot be named, as C# then means the namespace.</summary>
    [Theory]
    [InlineData("Acme.Order", "false", true)]
    [InlineData("Order.Desk", "false", true)]
    [InlineData("Acme.Mail", "true", true)]
    [InlineData("Acme.Orders", "false", false)]
    [InlineData("Acme.Mailing", "true", false)]
    public async Task Another_name_is_asked_for_where_a_part_of_it_is_the_name_of_a_type(string name, string sample, bool asks)
    {
        using var service = await template.GenerateAsync(name, folder: null, "--sample", sample);

        Assert.Equal(asks, service.Printed.Contains("Make it anew under another name.", StringComparison.Ordinal));
    }

    private static void Follows(Output service, string code, string kebab, string variable)
    {
        Assert.Contains($"{code}.sln", service.Files);
        Assert.Contains($"<AssemblyName>{code}.$(MSBuildProjectName)</AssemblyName>", service.Read("Directory.Build.props"), StringComparison.Ordinal);
        var spaces = service.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => Namespace().Match(service.Read(file))).Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(spaces);
        Assert.All(spaces, space => Assert.StartsWith($"{code}.", $"{space}.", StringComparison.Ordinal));
        Assert.Equal(kebab, Settings(service).GetProperty("Messaging").GetProperty("Sqs").GetProperty("Name").GetString());
        Assert.Contains($"Owner = \"{kebab}\"", service.Read("src/Application/Events/EventCatalogue.cs"), StringComparison.Ordinal);
        Assert.Contains($"Data Source={kebab}.db", service.Read("src/Infrastructure/Persistence/Sqlite/SqliteDatabase.cs"), StringComparison.Ordinal);
        Assert.Contains($"POSTGRES_USER: {kebab}", service.Read("compose.yaml"), StringComparison.Ordinal);
        Assert.Contains($"`{variable}_TEST_POSTGRES`", service.Read("README.md"), StringComparison.Ordinal);
        Assert.StartsWith($"# {code}\n", service.Read("README.md").ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    internal static JsonElement Settings(Output service) => JsonDocument.Parse(service.Read("src/Api/appsettings.json")).RootElement;

    [GeneratedRegex("FileAggregate|FileUploaded|FileDeleted|FileRenamed|ContentReaper|Indexer|Notifier|Auditor|IFiles|Sprocket|file service")]
    private static partial Regex Example();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
