using System.Text.RegularExpressions;
using CleanFiles.Support;

namespace CleanFiles.Template.Tests;

public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_commands_of_the_readme_make_a_service_beside_the_repository()
    {
        using var folder = new TempFolder();
        await using var terminal = new Shell(folder.Path);
        var commands = Commands().Match(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md")));

        // From a copy, since the service is made beside it; with templates of its own.
        await terminal.RunAsync($"export DOTNET_CLI_HOME={folder.File("home")}; mkdir repository; cd repository");
        await terminal.RunAsync($"git -C {RepositoryRoot.Path} ls-files -co --exclude-standard | tar -C {RepositoryRoot.Path} --ignore-failed-read -cf - -T - | tar -xf -");
        await terminal.RunAsync("echo 'All figures are up.' > report.txt # as the README's tour leaves it");
        var printed = await terminal.RunAsync($"({commands.Groups[1].Value}) 2>&1");

        Assert.True(File.Exists(folder.File("invoices/Acme.Invoices.sln")), printed);
        Assert.DoesNotContain("Error", printed, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("invoices/report.txt")), "What somebody has put into the repository is part of the service.");
    }

    [GeneratedRegex("^## Start your own service$.*?^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();
}
