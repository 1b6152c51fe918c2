using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Endpoints;

/// <summary>What this service offers to those who have a token.</summary>
internal static class ServiceEndpoints
{
    public const string Description = "Stores files. What happened to them travels as events, so search, history and mails follow a moment later.";

    public static void MapEndpoints(this RouteGroupBuilder api, AdapterOptions adapters)
    {
        api.MapFiles(adapters.Content);
        api.MapContent();
        api.MapSearch();
        api.MapHistory();
        api.MapNotifications();
    }
}
