using System.Text.RegularExpressions;

namespace CleanFiles.Support.Pages;

/// <param name="Text">The commands, or the output that the README shows for the block before.</param>
public sealed record Block(string Section, string Language, string Text);

public static partial class Readme
{
    public static IReadOnlyList<Block> Read(string path)
    {
        var section = "";
        var blocks = new List<Block>();
        foreach (Match match in HeadingOrBlock().Matches(File.ReadAllText(path)))
        {
            if (match.Groups["section"].Success) section = match.Groups["section"].Value.Trim();
            else blocks.Add(new Block(section, match.Groups["language"].Value, match.Groups["text"].Value.TrimEnd()));
        }

        return blocks;
    }

    [GeneratedRegex(@"^## (?<section>[^\n]+)$|^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex HeadingOrBlock();
}
