using CleanFiles.Api.Auth;
using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Startup;

internal sealed record Settings(ServiceOptions Service, AuthOptions? Auth, bool IsDevelopment)
{
    /// <summary>Tokens are only looked at, and their keys only demanded, where the API runs.</summary>
    /// <exception cref="SettingsException">With everything that is wrong.</exception>
    public static Settings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = new SettingsReader(configuration);
        var service = ServiceOptions.Read(settings);
        var auth = service.Roles.Api ? AuthOptions.Read(settings, environment.IsDevelopment()) : null;
        settings.ThrowIfWrong();
        return new Settings(service, auth, environment.IsDevelopment());
    }
}
