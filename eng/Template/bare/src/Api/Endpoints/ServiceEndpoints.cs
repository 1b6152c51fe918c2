using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Endpoints;

/// <summary>What this service offers to those who have a token.</summary>
internal static class ServiceEndpoints
{
    public const string Description = "What happened travels as events, so the journal follows a moment later.";

    public static void MapEndpoints(this RouteGroupBuilder api, AdapterOptions adapters) => api.MapSprockets();
}
