using CleanFiles.Support;
using CleanFiles.Support.Pages;

namespace CleanFiles.Template.Tests;

/// <summary>What comes out is a service that works.</summary>
public sealed class BuildTests(TemplatePackage template)
{
    [Fact]
    public async Task Without_the_example_it_builds_without_a_warning_passes_all_of_its_tests_and_runs()
    {
        using var service = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "LineItem");

        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "format", "--verify-no-changes", "--no-restore");
        await Dotnet.RunAsync(service.Path, "test", "--no-build");
        await using var running = await RunningService.StartAsync(service.Path, RunningService.Alone);
        var tour = Readme.Read(Path.Combine(service.Path, "README.md")).Last(block => block is { Section: "Run it", Language: "sh" });
        await using var terminal = new Shell(service.Path);
        var printed = await terminal.RunAsync(tour.Text.Replace("http://localhost:5080", running.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        Assert.Contains("\"title\":\"The first one\"", printed, StringComparison.Ordinal);
    }

    /// <summary>Under a name, and with defaults, that are not the repository's own.</summary>
    [Fact]
    public async Task With_the_example_it_builds_without_a_warning_passes_all_of_its_tests_and_runs()
    {
        using var service = await template.GenerateAsync("my-files", folder: null, "--database", "Postgres", "--transport", "Sqs");

        await Dotnet.RunAsync(service.Path, "build", "-warnaserror");
        await Dotnet.RunAsync(service.Path, "format", "--verify-no-changes", "--no-restore");
        await Dotnet.RunAsync(service.Path, "test", "--no-build");
        await using var running = await RunningService.StartAsync(service.Path, RunningService.Alone);
    }
}
