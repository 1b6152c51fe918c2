using Microsoft.Extensions.Configuration;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>
/// Finds settings that nobody reads and somebody meant. They are told and not refused: an environment is shared with others, and a
/// section that is not ours may be anybody's.
/// </summary>
internal static class UnknownSettings
{
    /// <returns>One sentence for each.</returns>
    public static IReadOnlyList<string> Find(IConfiguration configuration, IReadOnlySet<string> known)
    {
        var sections = known.Select(key => (Name: Section(key), IsAlone: IsAlone(key))).Distinct().ToList();
        return [.. from setting in configuration.AsEnumerable()
                   where setting.Value is not null && !known.Contains(setting.Key)
                   where sections.Any(section => section.IsAlone == IsAlone(setting.Key) && Resembles(Section(setting.Key), section.Name))
                   orderby setting.Key
                   select $"{setting.Key} is no setting, so it changes nothing; did you mean {Nearest(setting.Key, known)}?"];
    }

    private static bool IsAlone(string key) => !key.Contains(':', StringComparison.Ordinal);

    private static string Section(string key) => key.Split(':')[0];

    /// <summary>One slip in a short name, two in a long one: what differs more is somebody else's section.</summary>
    private static bool Resembles(string text, string section) => Distance(text, section) <= (section.Length > 5 ? 2 : 1);

    private static string Nearest(string key, IEnumerable<string> known) => known.MinBy(other => Distance(key, other))!;

    /// <summary>Letters to insert, remove or replace, whatever their case (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var letter in from)
        {
            var diagonal = row[0]++;
            for (var i = 1; i <= to.Length; i++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(letter) == char.ToUpperInvariant(to[i - 1]) ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(Math.Min(row[i - 1], row[i]) + 1, replaced);
            }
        }

        return row[^1];
    }
}
