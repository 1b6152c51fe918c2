using System.Net;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.AspNetCore.Hosting;

namespace CleanFiles.Api.Tests.Startup;

public class RolesTests(PostgresFixture postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_without_the_api_has_no_endpoints_but_its_health()
    {
        await using var service = new ServiceWithRoles("Relay,Consumers", await postgres.CreateDatabaseAsync());
        var client = service.CreateClient();

        foreach (var path in (string[])["/", "/api/files", "/openapi/v1.json", "/scalar"])
            await (await client.GetAsync(path, Cancelled)).ProblemAsync(HttpStatusCode.NotFound);
        await (await client.PostAsync("/dev/token?owner=alice", null, Cancelled)).ProblemAsync(HttpStatusCode.NotFound);
        await Eventually.IsTrueAsync(
            async () => (await client.GetJsonAsync("/health/ready")).GetProperty("status").GetString() == "Healthy", "its relay had opened the outbox");
    }

    [Fact]
    public async Task A_process_with_the_api_alone_takes_uploads()
    {
        await using var service = new ServiceWithRoles("Api", await postgres.CreateDatabaseAsync());
        var client = await service.ClientAsync();

        var id = await client.UploadedAsync("hello");

        Assert.Equal("hello", await client.GetStringAsync($"/api/files/{id}/content", Cancelled));
        Assert.Equal("Healthy", (await client.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
    }

    private sealed class ServiceWithRoles(string roles, string connectionString) : Service
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Roles", roles);
            builder.UseSetting("Persistence:Provider", "Postgres");
            builder.UseSetting("Persistence:ConnectionString", connectionString);
        }
    }
}
