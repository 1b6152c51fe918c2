using CleanFiles.Api.Auth;
using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Startup;

/// <param name="Warnings">A sentence for each setting that nobody reads and somebody seems to have meant.</param>
internal sealed record Settings(ServiceOptions Service, AuthOptions? Auth, bool IsDevelopment, IReadOnlyList<string> Warnings)
{
    /// <summary>Tokens are only looked at, and their keys only demanded, where the API runs.</summary>
    /// <exception cref="SettingsException">With everything that is wrong.</exception>
    public static Settings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = new SettingsReader(configuration);
        var service = ServiceOptions.Read(settings);
        var auth = AuthOptions.Read(settings, environment.IsDevelopment());
        if (service.Roles.Api) auth.Check(settings);
        Urls.Check(settings);
        settings.ThrowIfWrong();
        return new Settings(
            service,
            service.Roles.Api ? auth.WithKey() : null,
            environment.IsDevelopment(),
            UnknownSettings.Find(configuration, settings.Known));
    }
}
