using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Startup;

internal static class ServiceBuilder
{
    /// <summary>Reads the settings from the same places for the service and for its commands.</summary>
    /// <exception cref="SettingsException">A settings file cannot be read.</exception>
    public static WebApplicationBuilder Create(string[] args)
    {
        try
        {
            return WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        }
        catch (InvalidDataException e)
        {
            throw new SettingsException([$"{e.Message.TrimEnd('.')}: {e.GetBaseException().Message}"]);
        }
    }
}
