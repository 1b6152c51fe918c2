using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.Template.Tests;

/// <summary>What comes out runs with the servers of its compose.yaml, as it is.</summary>
public sealed class DefaultsTests(TemplatePackage template, AwsFixture aws)
{
    private const string Development = "src/Api/appsettings.Development.json", Database = "Host=localhost;", Emulator = "http://localhost:4566";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_on_its_own_defaults_where_only_the_addresses_of_server_and_emulator_are_others()
    {
        await using var server = await PostgresFixture.StartOwnServerAsync(fsync: false);
        using var service = await template.GenerateAsync("Acme.Shop", folder: null, "--sample", "false", "--database", "Postgres", "--transport", "Sqs");
        await CreateUserAsync(server, service);
        var address = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        Change(service, Database, $"Host={address.Host};Port={address.Port};");
        Change(service, Emulator, aws.ServiceUrl.AbsoluteUri);
        await Dotnet.RunAsync(service.Path, "build", "src/Api");

        await using var running = await RunningService.StartAsync(service.Path, RunningService.Itself);
        using var client = await running.SignInAsync("alice");
        using var created = await client.PostAsJsonAsync("/api/order", new { title = "The first one" }, Ct);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        await Eventually.IsTrueAsync(
            async () => (await client.GetFromJsonAsync<JsonElement>($"/api/order/{id}/journal", Ct)).GetProperty("items").GetArrayLength() == 1, "the journal has an entry");
    }

    /// <summary>The compose file's, who may do what that one may.</summary>
    private static async Task CreateUserAsync(PostgresServer server, Output service)
    {
        var compose = service.Read("compose.yaml");
        Assert.Contains("POSTGRES_USER: acme-shop", compose, StringComparison.Ordinal);
        Assert.Contains("POSTGRES_PASSWORD: secret", compose, StringComparison.Ordinal);
        Assert.Contains("\"127.0.0.1:5432:5432\"", compose, StringComparison.Ordinal);
        Assert.Contains("\"127.0.0.1:4566:4566\"", compose, StringComparison.Ordinal);
        Assert.Contains("Username=acme-shop;Password=secret", service.Read(Development), StringComparison.Ordinal);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("create role \"acme-shop\" superuser login password 'secret'", connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static void Change(Output service, string address, string other)
    {
        Assert.Contains(address, service.Read(Development), StringComparison.Ordinal);
        service.Write(Development, service.Read(Development).Replace(address, other, StringComparison.Ordinal));
    }
}
