namespace CleanFiles.Infrastructure.Configuration;

/// <summary>A rule about settings that must fit together: checked at start, and a line of the table in docs/settings.md.</summary>
/// <param name="Settings">The keys that the rule is about.</param>
/// <param name="Sentence">The rule, for the table.</param>
/// <param name="Problem">One sentence that names the settings, what they are and what they may be; null when they fit.</param>
internal sealed record SettingsRule<T>(string[] Settings, string Sentence, Func<T, SettingsReader, string?> Problem);

internal static class SettingsRule
{
    /// <summary>What is wrong by itself is not also held against its neighbours.</summary>
    public static void Check<T>(this IEnumerable<SettingsRule<T>> rules, T options, SettingsReader settings)
    {
        foreach (var rule in rules.Where(rule => !rule.Settings.Any(settings.HasRefused)).ToList())
            if (rule.Problem(options, settings) is { } problem) settings.Add(problem);
    }
}
