namespace CleanFiles.Template.Tests;

public sealed class OptionTests(TemplatePackage template)
{
    [Theory]
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
    }

    [Fact]
    public async Task Another_database_is_refused_with_those_that_there_are()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => template.GenerateAsync("Acme.Files", folder: null, "--database", "Oracle"));

        Assert.Contains("Sqlite", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Postgres", refused.Message, StringComparison.Ordinal);
    }
}
