using CleanFiles.Api.Endpoints;
using CleanFiles.Api.Errors;
using CleanFiles.Application;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Startup;

internal static class Composition
{
    /// <summary>The whole service, not yet started.</summary>
    /// <param name="change">For benchmarks: what they watch or replace.</param>
    /// <exception cref="SettingsException">With everything that is wrong in the settings.</exception>
    /// <exception cref="EventCatalogueException">An event that aggregates raise has no contract, or a consumer handles what nobody publishes.</exception>
    public static WebApplication Compose(string[] args, Action<IServiceCollection>? change = null)
    {
        var builder = ServiceBuilder.Create(args);
        var settings = Settings.Read(builder.Configuration, builder.Environment);
        Folders.Create(settings.Service);
        builder.Services.AddApplication().AddInfrastructure(settings.Service).AddApi(settings);
        change?.Invoke(builder.Services);

        var app = builder.Build();
        app.WarnOfUnknownSettings(settings);
        app.UseDeadlineOnStop();
        app.UseProblems();
        app.MapApi(settings);
        app.MapHealth();
        app.PrintBannerOnStart(settings.Service);
        return app;
    }
}
