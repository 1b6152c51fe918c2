namespace CleanFiles.Api.Commands;

/// <summary>
/// The program's arguments, parted into the words of a command and the settings, which have the forms that .NET's configuration reads:
/// <c>--Key=value</c>, <c>--Key value</c>. Beside a command only <c>--Section:Key</c>, <c>--Roles</c> and <c>--environment</c> are
/// settings, so that a mistyped option is not taken for one in silence.
/// </summary>
/// <param name="Words">Empty when the service itself is meant.</param>
internal sealed record Arguments(IReadOnlyList<string> Words, string[] Settings)
{
    private static readonly string[] Help = ["--help", "-h", "-?", "--version"];

    public static Arguments Split(IReadOnlyList<string> args)
    {
        var (words, settings) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var isPair = args[i].Contains('=', StringComparison.Ordinal);
            var hasValue = isPair || (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal));
            if (!hasValue || !IsSetting(args[i], isPair, besideCommand: words.Count > 0)) words.Add(args[i]);
            else if (isPair) settings.Add(args[i]);
            else settings.AddRange([args[i], args[++i]]);
        }

        return new Arguments(words, [.. settings]);
    }

    private static bool IsSetting(string argument, bool isPair, bool besideCommand)
    {
        if (Help.Contains(argument)) return false;
        var key = argument.Split('=')[0];
        return besideCommand
            ? key.StartsWith("--", StringComparison.Ordinal) && (key.Contains(':', StringComparison.Ordinal) || IsNamed(key))
            : key.StartsWith("--", StringComparison.Ordinal) || key.StartsWith('/') || (isPair && !key.StartsWith('-'));
    }

    private static bool IsNamed(string key) =>
        key.Equals("--Roles", StringComparison.OrdinalIgnoreCase) || key.Equals("--environment", StringComparison.OrdinalIgnoreCase);
}
