namespace CleanFiles.EndToEnd.Repository;

/// <summary>
/// Changes as our pages show them: <c>+++ file</c> makes one, <c>--- file</c> changes one, and <c>@@</c> parts two places of a file. What is
/// context or removed has to stand there exactly once, so that a page which no longer fits the code fails.
/// </summary>
internal static class DiffBlock
{
    public static void Apply(RepositoryCopy copy, string block)
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

            if (place.Count > 0) Change(copy, file, place);
            place.Clear();
            if (isHeader) file = line[4..];
            if (line.StartsWith("+++ ", StringComparison.Ordinal)) Make(copy, file);
        }
    }

    private static void Make(RepositoryCopy copy, string file)
    {
        Assert.False(File.Exists(copy.At(file)), $"{file} is there already.");
        File.WriteAllText(copy.At(file), "");
    }

    private static void Change(RepositoryCopy copy, string file, List<string> place)
    {
        var (before, after) = (Text(place, '+'), Text(place, '-'));
        copy.Edit(file, text =>
        {
            var found = before.Length == 0 ? 1 : text.Split(before).Length - 1;
            Assert.True(found == 1, $"In {file} this stands {found} times:\n{before}");
            return before.Length == 0 ? text + after : text.Replace(before, after, StringComparison.Ordinal);
        });
    }

    /// <summary>The lines without those that have the mark, and without the first column; an empty line is context.</summary>
    private static string Text(IEnumerable<string> lines, char without) =>
        string.Concat(lines.Where(line => !line.StartsWith(without)).Select(line => (line.Length == 0 ? "" : line[1..]) + "\n"));
}
