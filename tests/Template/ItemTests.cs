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
        await Dotnet.RunAsync(service.Path, "restore");

        await template.AddAsync(service, "src/Api/Endpoints", "cleanfiles-consumer", "-n", "MonthlyBiller", "--event", "InvoiceCreatedV1");
        await template.AddAsync(service, "tests/Domain", "cleanfiles-event", "-n", "InvoicePaid", "--folder", "Invoices");
        await template.AddAsync(service, "src/Application", "cleanfiles-usecase", "-n", "PayInvoice", "--folder", "Invoices");

        Assert.Superset(
            new HashSet<string>
            {
                "src/Application/Consumers/MonthlyBiller.cs", "tests/Application/Consumers/MonthlyBillerTests.cs",
                "src/Domain/Invoices/InvoicePaid.cs", "src/Application/Events/InvoicePaidV1.cs", "tests/Application/Events/InvoicePaidTests.cs",
                "src/Application/Invoices/PayInvoice.cs", "tests/Application/Invoices/PayInvoiceTests.cs",
            },
            service.Files.ToHashSet());
        Assert.Empty(service.Leftovers());
        Assert.Contains("[Consumer(\"monthly-biller\"", service.Read("src/Application/Consumers/MonthlyBiller.cs"), StringComparison.Ordinal);
        await Dotnet.RunAsync(service.Path, "build", "tests/Application", "-warnaserror");
        await FailsAsync(service, "MonthlyBillerTests", "Say what MonthlyBiller does with it.");
        await FailsAsync(service, "InvoicePaidTests", "List InvoicePaidV1 in OurEvents.Contracts");
        await FailsAsync(service, "PayInvoiceTests", "Load the aggregate");

        Fill(service, "src/Application/Consumers/MonthlyBiller.cs", "throw new NotImplementedException(\"Say what MonthlyBiller does with it.\")", "Task.FromResult<Effect?>(null)");
        Fill(service, "src/Application/Invoices/PayInvoice.cs", "        await Task.FromException(new NotImplementedException(\"Load the aggregate, and have it do what was asked.\"));\n", "");
        Fill(
            service, "src/Application/Events/OurEvents.cs", "Examples.InvoiceCreatedV1 },\n",
            "Examples.InvoiceCreatedV1 },\n        new EventContract(\"invoice.paid\", 1, typeof(InvoicePaidV1)) { Example = new InvoicePaidV1(Guid.Empty, DateTimeOffset.UnixEpoch) },\n");
        Fill(
            service, "src/Application/Events/OurEvents.cs", "    public static void Map(EventMapper mapper) =>\n        mapper.Map((InvoiceCreated e) => new InvoiceCreatedV1(e.Id.Value, e.Owner.Value, e.Title, e.At));",
            "    public static void Map(EventMapper mapper)\n    {\n        mapper.Map((InvoiceCreated e) => new InvoiceCreatedV1(e.Id.Value, e.Owner.Value, e.Title, e.At));\n        mapper.Map((InvoicePaid e) => new InvoicePaidV1(e.Id, e.At));\n    }");
        await Dotnet.RunAsync(service.Path, "build", "tests/Application", "-warnaserror");
        await FailsAsync(service, "MonthlyBillerTests", "Say what is there afterwards");
        await FailsAsync(service, "PayInvoiceTests", "Say what has become of the aggregate");

        Fill(service, "tests/Application/Consumers/MonthlyBillerTests.cs", "Assert.Fail(\"Say what is there afterwards, or what the port was asked for.\");", "");
        Fill(service, "tests/Application/Invoices/PayInvoiceTests.cs", "Assert.Fail(\"Say what has become of the aggregate.\");", "");
        Fill(service, "src/Application/Events/OurEvents.cs", "typeof(InvoiceCreatedV1)) { Example = Examples.InvoiceCreatedV1 }", "typeof(InvoiceCreatedV1))");
        await Dotnet.RunAsync(service.Path, "build", "tests/Application", "-warnaserror");
        await FailsAsync(service, "MonthlyBillerTests", "InvoiceCreatedV1 has no example");

        Fill(service, "src/Application/Events/OurEvents.cs", "typeof(InvoiceCreatedV1))", "typeof(InvoiceCreatedV1)) { Example = Examples.InvoiceCreatedV1 }");
        await Dotnet.RunAsync(service.Path, "build", "tests/Application", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "test", "--no-build", "--project", "tests/Application");
    }

    private static async Task FailsAsync(Output service, string tests, string sentence)
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Dotnet.RunAsync(service.Path, "test", "--no-build", "--project", "tests/Application", "--", "--filter-class", $"*.{tests}"));

        Assert.Contains(sentence, failed.Message, StringComparison.Ordinal);
    }

    private static void Fill(Output service, string file, string gap, string filling)
    {
        var text = service.Read(file).ReplaceLineEndings("\n");
        Assert.Contains(gap, text, StringComparison.Ordinal);
        service.Write(file, text.Replace(gap, filling, StringComparison.Ordinal));
    }

    [GeneratedRegex("^    dotnet new (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
