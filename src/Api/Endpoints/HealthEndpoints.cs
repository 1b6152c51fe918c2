using CleanFiles.Infrastructure.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanFiles.Api.Endpoints;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => Answer([])).WithSummary("Whether the process lives").Produces<Report>();
        health.MapGet("/ready", ReadyAsync)
            .WithSummary("Whether requests can be served; Degraded still serves them")
            .Produces<Report>()
            .Produces<Report>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<JsonHttpResult<Report>> ReadyAsync(IEnumerable<IHealthContributor> contributors, CancellationToken ct)
    {
        var parts = await Task.WhenAll(contributors.Select(async part => (part.Name, await part.CheckAsync(ct))));
        return Answer(parts);
    }

    private static JsonHttpResult<Report> Answer(IReadOnlyCollection<(string Name, Health Health)> parts)
    {
        var worst = parts.Select(part => part.Health.State).DefaultIfEmpty().Max();
        return TypedResults.Json(
            new Report(worst.ToString(), [.. parts.Select(part => new Part(part.Name, part.Health.State.ToString(), part.Health.Problem))]),
            statusCode: worst == HealthState.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    internal sealed record Report(string Status, IReadOnlyList<Part> Parts);

    internal sealed record Part(string Name, string Status, string? Problem);
}
