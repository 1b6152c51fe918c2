using System.Text.RegularExpressions;
using CleanFiles.Support;

namespace CleanFiles.Template.Tests;

public sealed partial class ReadmeTests(TemplatePackage template)
{
    [Fact]
    public async Task The_commands_of_the_readme_make_the_service_beside_the_repository_that_the_package_makes()
    {
        using var expected = await template.GenerateAsync("Acme.Invoices", folder: null, "--sample", "false", "--aggregate", "Invoice");
        using var folder = new TempFolder();
        await using var terminal = new Shell(folder.Path);
        var commands = Commands().Match(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md")));

        // From a copy, since the service is made beside it; with templates of its own.
        await terminal.RunAsync($"export DOTNET_CLI_HOME={folder.File("home")}; mkdir repository; cd repository");
        await terminal.RunAsync($"git -C {RepositoryRoot.Path} ls-files -co --exclude-standard | tar -C {RepositoryRoot.Path} --ignore-failed-read -cf - -T - | tar -xf -");
        await terminal.RunAsync("echo 'All figures are up.' > report.txt # as the README's tour leaves it");
        await terminal.RunAsync("mkdir .vscode src/.vscode; touch .git .env .DS_Store .vscode/x src/.vscode/x src/.env docs/.DS_Store eng/Template/bare/.DS_Store # as tools do");
        var printed = await terminal.RunAsync($"({commands.Groups[1].Value}) 2>&1");

        Assert.True(File.Exists(folder.File("invoices/Acme.Invoices.sln")), printed);
        Assert.DoesNotContain("Error", printed, StringComparison.Ordinal);
        Assert.Equal(expected.Files, Output.FilesIn(folder.File("invoices")));

        using var example = await template.GenerateAsync("Acme.Files");
        await terminal.RunAsync("dotnet new cleanfiles -n Acme.Files -o ../files");
        Assert.Equal(example.Files, Output.FilesIn(folder.File("files")));
    }

    [GeneratedRegex("^## Start your own service$.*?^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();
}
