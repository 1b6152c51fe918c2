using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>Reads settings, and collects one sentence for each that is wrong, so that a person mends all of them at once.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    /// <summary>A pebibyte where bytes are counted: far enough from overflow, and above whatever is meant.</summary>
    private const long Most = 1L << 50;

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _refused = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Every key that was asked for.</summary>
    public IReadOnlySet<string> Known => _known;

    /// <summary>Null when missing or blank, which is the same.</summary>
    public string? Text(string key) => Secret(key)?.Trim();

    /// <summary>As it is written, since blanks may belong to it; null when missing or blank. No sentence repeats it.</summary>
    public string? Secret(string key)
    {
        _known.Add(key);
        return string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];
    }

    /// <param name="isFine">What the value, or else the fallback, must satisfy.</param>
    public string Text(string key, string fallback, Predicate<string> isFine, string allowed)
    {
        var text = Text(key) ?? fallback;
        if (!isFine(text)) Refuse(key, allowed);
        return text;
    }

    /// <returns>A full path.</returns>
    public string Folder(string key, string fallback, string parent)
    {
        var path = Text(key, fallback, path => !path.Contains('\0', StringComparison.Ordinal), "it must be the path of a folder");
        return HasRefused(key) ? parent : Path.GetFullPath(path, parent);
    }

    public TEnum OneOf<TEnum>(string key, TEnum fallback) where TEnum : struct, Enum
    {
        if (Text(key) is not { } text) return fallback;
        foreach (var value in Enum.GetValues<TEnum>())
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        var names = Enum.GetNames<TEnum>();
        Refuse(key, $"it must be {(names.Length > 2 ? $"{string.Join(", ", names[..^1])} or {names[^1]}" : string.Join(" or ", names))}");
        return fallback;
    }

    public long Positive(string key, long fallback)
    {
        if (Text(key) is not { } text) return fallback;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= Most) return number;
        Refuse(key, $"it must be a whole number from 1 to {Most}");
        return fallback;
    }

    public int Within(string key, int fallback, int min, int max)
    {
        if (Text(key) is not { } text) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        Refuse(key, $"it must be a whole number from {min} to {max}");
        return fallback;
    }

    /// <summary>A time in seconds, decimals allowed.</summary>
    public TimeSpan Seconds(string key, TimeSpan fallback, double min = 0.001, TimeSpan? max = null)
    {
        var most = (max ?? TimeSpan.FromDays(1)).TotalSeconds;
        if (Text(key) is not { } text) return fallback;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= min && seconds <= most)
            return TimeSpan.FromSeconds(seconds);
        Refuse(key, string.Create(CultureInfo.InvariantCulture, $"it must be a number of seconds from {min} to {most}, such as {Math.Max(min, 0.5)}"));
        return fallback;
    }

    public bool HasRefused(string key) => _refused.Contains(key);

    public string Sentence(string key, string allowed) => $"{key} is '{Text(key)}'; {allowed}.";

    public void Refuse(string key, string allowed)
    {
        _refused.Add(key);
        Add(Sentence(key, allowed));
    }

    public void Add(string problem) => _problems.Add(problem);

    /// <exception cref="SettingsException">Something is wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0) throw new SettingsException(_problems);
    }
}

/// <summary>The process cannot start with these settings; each problem is one sentence that says what to change.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
