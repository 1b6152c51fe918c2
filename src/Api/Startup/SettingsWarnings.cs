namespace CleanFiles.Api.Startup;

internal static class SettingsWarnings
{
    public static void WarnOfUnknownSettings(this WebApplication app, Settings settings)
    {
        foreach (var warning in settings.Warnings) app.Logger.LogWarning("{Warning}", warning);
    }
}
