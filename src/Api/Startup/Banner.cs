using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Startup;

internal static class Banner
{
    /// <summary>Says on the console, once requests are taken, what runs here and where.</summary>
    public static void PrintBannerOnStart(this WebApplication app, ServiceOptions service)
    {
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<StartLog>().Started);
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"""

            CleanFiles is ready at {string.Join(", ", app.Urls)}
              adapters   {service.Persistence.Provider}, {service.Messaging.Transport}, {service.Adapters.Chosen}
              roles      {service.Roles}
              consumers  {string.Join(", ", Roles.KnownConsumers.Where(service.Roles.Runs).DefaultIfEmpty("none"))}
              data       {service.DataPath}

            """));
    }
}
