namespace CleanFiles.Template.Tests;

public sealed class OptionTests(TemplatePackage template)
{
    [Theory, Enforces(37)]
    [InlineData("Sqlite", "InMemory", "")]
    [InlineData("Sqlite", "Sqs", "")]
    [InlineData("Postgres", "InMemory", "Host=localhost;Database=acme-files;Username=acme-files")]
    [InlineData("Postgres", "Sqs", "Host=localhost;Database=acme-files;Username=acme-files")]
    public async Task An_option_is_a_default_of_the_settings_and_every_adapter_stays(string database, string transport, string connection)
    {
        using var service = await template.GenerateAsync("Acme.Files", folder: null, "--database", database, "--transport", transport);

        var settings = NameTests.Settings(service);
        Assert.Equal(database, settings.GetProperty("Persistence").GetProperty("Provider").GetString());
        Assert.Equal(connection, settings.GetProperty("Persistence").GetProperty("ConnectionString").GetString());
        Assert.Equal(transport, settings.GetProperty("Messaging").GetProperty("Transport").GetString());
        Assert.Contains("src/Infrastructure/Messaging/Sqs/AwsClients.cs", service.Files);
        Assert.Contains("src/Infrastructure/Persistence/Sqlite/SqliteDatabase.cs", service.Files);
        Assert.Empty(service.Conditions());
        Assert.Equal((database, transport) != ("Sqlite", "InMemory"), service.Files.Contains("src/Api/appsettings.Development.json"));
        Assert.Equal(transport == "Sqs", service.Read("src/Api/Properties/launchSettings.json").Contains("AWS_ACCESS_KEY_ID", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", "Sqlite", "InMemory", "the .NET 10 SDK and nothing else", "a SQLite database in `./data`")]
    [InlineData("true", "Postgres", "Sqs", "`docker compose up -d --wait postgres aws`", "its database on that server")]
    [InlineData("false", "Sqlite", "InMemory", "the .NET 10 SDK and nothing else", "a SQLite database in `./data`")]
    [InlineData("false", "Sqlite", "Sqs", "`docker compose up -d --wait aws`", "a SQLite database in `./data`")]
    [InlineData("false", "Postgres", "InMemory", "`docker compose up -d --wait postgres`", "its database on that server")]
    public async Task The_readme_says_what_it_takes_to_run_it(string sample, string database, string transport, string needs, string keeps)
    {
        using var service = await template.GenerateAsync("Acme.Files", folder: null, "--sample", sample, "--database", database, "--transport", transport);

        Assert.Contains(needs, service.Read("README.md"), StringComparison.Ordinal);
        Assert.Contains($"It creates and migrates {keeps}, says where it listens", service.Read("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_licence_keeps_its_notice_and_nothing_is_promised_in_the_new_owners_name()
    {
        using var service = await template.GenerateAsync("Acme.Files");

        Assert.Contains("CleanFiles contributors", service.Read("LICENSE"), StringComparison.Ordinal);
        Assert.DoesNotContain("within a week", service.Read("SECURITY.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("MIT licence, see", service.Read("README.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("Acme.Files is under", service.Read("THIRD-PARTY-NOTICES.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_database_is_refused_with_those_that_there_are()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => template.GenerateAsync("Acme.Files", folder: null, "--database", "Oracle"));

        Assert.Contains("Sqlite", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Postgres", refused.Message, StringComparison.Ordinal);
    }
}
