using System.Net;
using System.Text.Json;
using CleanFiles.Infrastructure.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class HealthTests(HealthTests.ServiceWithParts service) : IClassFixture<HealthTests.ServiceWithParts>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_process_lives_whatever_its_parts_say()
    {
        service.Parts = [new("database", new Health(HealthState.Unhealthy, "It is away."))];

        Assert.Equal("""{"status":"Healthy","parts":[]}""", (await GetAsync("live", HttpStatusCode.OK)).ToString());
    }

    [Fact]
    public async Task It_is_ready_when_all_parts_are_healthy()
    {
        service.Parts = [new("database", Health.Healthy), new("relay", Health.Healthy)];

        Assert.Equal("Healthy", (await GetAsync("ready", HttpStatusCode.OK)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_failing_relay_or_consumer_is_named_and_requests_are_still_served()
    {
        service.Parts = [new("database", Health.Healthy), new("relay", new Health(HealthState.Degraded, "The broker is away."))];

        var report = await GetAsync("ready", HttpStatusCode.OK);

        Assert.Equal("Degraded", report.GetProperty("status").GetString());
        var relay = report.GetProperty("parts")[1];
        Assert.Equal("relay", relay.GetProperty("name").GetString());
        Assert.Equal("Degraded", relay.GetProperty("status").GetString());
        Assert.Equal("The broker is away.", relay.GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Without_its_database_it_is_not_ready()
    {
        service.Parts =
        [
            new("database", new Health(HealthState.Unhealthy, "It is away.")), new("relay", new Health(HealthState.Degraded, "It waits.")),
        ];

        var report = await GetAsync("ready", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("Unhealthy", report.GetProperty("status").GetString());
        Assert.Equal(2, report.GetProperty("parts").GetArrayLength());
    }

    private async Task<JsonElement> GetAsync(string path, HttpStatusCode status) =>
        await (await service.CreateClient().GetAsync($"/health/{path}", Cancelled)).JsonAsync(status);

    public sealed class ServiceWithParts : Service
    {
        internal IReadOnlyList<Part> Parts { get; set; } = [];

        protected override void ConfigureServices(IServiceCollection services)
        {
            services.RemoveAll<IHealthContributor>();
            services.AddTransient<IEnumerable<IHealthContributor>>(_ => Parts);
        }
    }

    internal sealed record Part(string Name, Health Health) : IHealthContributor
    {
        public Task<Health> CheckAsync(CancellationToken ct) => Task.FromResult(Health);
    }
}
