using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CleanFiles.Api.Commands;

/// <summary>Options whose values are refused in one sentence that says what is allowed.</summary>
internal static class Values
{
    public static Option<int> Whole(string name, string description, int fallback, int max) => new(name)
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => fallback,
        CustomParser = result => Read<int>(
            result, name, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 && n <= max ? n : null,
            $"a whole number from 1 to {max}").LastOrDefault(fallback),
    };

    public static Option<TValue?> One<TValue>(string name, string helpName, string description, Func<string, TValue?> read, string allowed)
        where TValue : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Read(result, name, read, allowed).Select(value => (TValue?)value).LastOrDefault(),
        };

    /// <summary>The option may be given several times.</summary>
    public static Option<TValue[]> Each<TValue>(string name, string helpName, string description, Func<string, TValue?> read, string allowed)
        where TValue : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Read(result, name, read, allowed),
        };

    public static TValue[] Read<TValue>(ArgumentResult result, string name, Func<string, TValue?> read, string allowed) where TValue : struct
    {
        var values = new List<TValue>();
        foreach (var token in result.Tokens)
            if (read(token.Value) is { } value) values.Add(value);
            else result.AddError($"{name} is '{token.Value}'; it must be {allowed}.");
        return [.. values];
    }
}
