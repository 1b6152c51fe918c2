using CleanFiles.Api.Auth;
using CleanFiles.Api.Startup;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;

namespace CleanFiles.Api.Tests.Startup;

public class SettingsTableTests
{
    private const string Begin = "<!-- which settings go together -->", End = "<!-- end -->";

    private static readonly string SettingsFile = Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    [Fact]
    public void The_readme_says_which_settings_go_together()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md")).ReplaceLineEndings("\n");
        var written = readme.Split(Begin)[1].Split(End)[0].Trim();

        Assert.True(Table() == written, $"README.md is behind the rules. Put this between '{Begin}' and '{End}':\n\n{Table()}\n");
    }

    [Fact]
    public void The_settings_file_has_every_setting_and_no_other()
    {
        var file = new ConfigurationBuilder().AddJsonFile(SettingsFile).Build();
        var reader = new SettingsReader(file);
        ServiceOptions.Read(reader);
        AuthOptions.Read(reader, isDevelopment: true);

        Assert.Empty(UnknownSettings.Find(file, reader.Known));
        Assert.DoesNotContain(reader.Known, key => file[key] is null);
    }

    [Fact]
    public void Settings_of_a_role_that_does_not_run_here_are_known_all_the_same()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Roles"] = "Relay,Consumers",
            ["Persistence:Provider"] = "Postgres",
            ["Persistence:ConnectionString"] = "Host=x",
            ["Auth:Authority"] = "https://id.example.com",
        }).Build();

        Assert.Empty(Settings.Read(configuration, new HostingEnvironment { EnvironmentName = "Production" }).Warnings);
    }

    private static string Table() => string.Join('\n', ["| Settings | |", "|---|---|", .. Lines(SettingsValidator.Rules), .. Lines(AuthOptions.Rules)]);

    private static IEnumerable<string> Lines<T>(IEnumerable<SettingsRule<T>> rules) =>
        rules.Select(rule => $"| {string.Join(", ", rule.Settings.Select(key => $"`{key}`"))} | {rule.Sentence} |");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CleanFiles.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
