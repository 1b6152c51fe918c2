using CleanFiles.Api.Auth;
using CleanFiles.Api.Startup;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;

namespace CleanFiles.Api.Tests.Startup;

public class SettingsTableTests
{
    private const string Begin = "<!-- which settings go together -->", End = "<!-- end -->";

    /// <summary>What a service that is made from the template may begin with instead.</summary>
    private static readonly string[] Chosen = ["Persistence:Provider", "Persistence:ConnectionString", "Messaging:Transport"];

    private static readonly string SettingsFile = Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    [Fact]
    public void The_page_says_which_settings_go_together()
    {
        var written = Page().Split(Begin)[1].Split(End)[0].Trim();

        Assert.True(Table() == written, $"docs/settings.md is behind the rules. Put this between '{Begin}' and '{End}':\n\n{Table()}\n");
    }

    [Fact]
    public void The_page_has_every_setting_with_its_default()
    {
        var file = new ConfigurationBuilder().AddJsonFile(SettingsFile).Build();
        var rows = Page().Split('\n');

        Assert.DoesNotContain(Known(file), key => !rows.Any(row => row.StartsWith($"| `{key}` | {Default(key)}", StringComparison.Ordinal)));

        string Default(string key) => Chosen.Contains(key) ? "" : string.IsNullOrEmpty(file[key]) ? "none |" : $"`{file[key]}` |";
    }

    [Fact]
    public void The_settings_file_has_every_setting_and_no_other()
    {
        var file = new ConfigurationBuilder().AddJsonFile(SettingsFile).Build();
        var known = Known(file);

        Assert.Empty(UnknownSettings.Find(file, known));
        Assert.DoesNotContain(known, key => file[key] is null);
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

    private static IReadOnlySet<string> Known(IConfiguration file)
    {
        var reader = new SettingsReader(file);
        ServiceOptions.Read(reader);
        AuthOptions.Read(reader, isDevelopment: true);
        return reader.Known;
    }

    private static string Page() => File.ReadAllText(Path.Combine(Root(), "docs", "settings.md")).ReplaceLineEndings("\n");

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
