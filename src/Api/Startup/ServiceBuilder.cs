namespace CleanFiles.Api.Startup;

internal static class ServiceBuilder
{
    /// <summary>Reads the settings from the same places for the service and for its commands.</summary>
    public static WebApplicationBuilder Create(string[] args) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
}
