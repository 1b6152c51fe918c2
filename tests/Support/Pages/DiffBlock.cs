using Xunit;

namespace CleanFiles.Support.Pages;

/// <summary>
/// Changes as our pages show them: <c>+++ file</c> makes one, <c>--- file</c> changes one, and <c>@@</c> parts two places of a file. What is
/// context or removed has to stand there exactly once, so that a page which no longer fits the code fails.
/// </summary>
public static class DiffBlock
{
    /// <param name="folder">The repository to change.</param>
    public static void Apply(string folder, string block)
    {
        var (file, place) = ("", new List<string>());
        foreach (var line in block.Split('\n').Append("@@"))
        {
            var isHeader = line.StartsWith("+++ ", StringComparison.Ordinal) || line.StartsWith("--- ", StringComparison.Ordinal);
            if (!isHeader && line != "@@")
            {
                place.Add(line);
                continue;
            }

            if (place.Count > 0) Change(Path.Combine(folder, file), place);
            place.Clear();
            if (isHeader) file = line[4..];
            if (line.StartsWith("+++ ", StringComparison.Ordinal)) Make(Path.Combine(folder, file));
        }
    }

    private static void Make(string file)
    {
        Assert.False(File.Exists(file), $"{file} is there already.");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
    }

    private static void Change(string file, List<string> place)
    {
        var (before, after) = (Text(place, '+'), Text(place, '-'));
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var found = before.Length == 0 ? 1 : text.Split(before).Length - 1;
        Assert.True(found == 1, $"In {file} this stands {found} times:\n{before}");
        File.WriteAllText(file, before.Length == 0 ? text + after : text.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>The lines without those that have the mark, and without the first column; an empty line is context.</summary>
    private static string Text(IEnumerable<string> lines, char without) =>
        string.Concat(lines.Where(line => !line.StartsWith(without)).Select(line => (line.Length == 0 ? "" : line[1..]) + "\n"));
}
