using System.Globalization;

namespace CleanFiles.Api.Commands;

/// <summary>Spans of time as people write them: 90s, 30m, 2h, 7d.</summary>
internal static class Age
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36500);

    private static readonly Dictionary<char, TimeSpan> Units = new()
    {
        ['s'] = TimeSpan.FromSeconds(1),
        ['m'] = TimeSpan.FromMinutes(1),
        ['h'] = TimeSpan.FromHours(1),
        ['d'] = TimeSpan.FromDays(1),
    };

    /// <returns>Null when it is none, or longer than a century.</returns>
    public static TimeSpan? Read(string text) =>
        text.Length > 1 && Units.TryGetValue(text[^1], out var unit)
        && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Longest / unit
            ? number * unit
            : null;

    /// <summary>In the largest unit of which it has at least two, cut to whole ones.</summary>
    public static string Write(TimeSpan age)
    {
        var unit = Units.Reverse().FirstOrDefault(unit => age >= unit.Value * 2, Units.First());
        return string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Max(0, age / unit.Value)}{unit.Key}");
    }
}
