using CleanFiles.Application;

namespace CleanFiles.Api.Commands;

/// <summary>Columns as wide as their widest cell; the last one as long as it is. Whatever is in a cell stays in it.</summary>
internal static class Table
{
    public static void Write(TextWriter writer, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = rows.Prepend(heads).Select(row => row.Select(cell => cell.Printable()).ToList()).ToList();
        var widths = heads.Select((_, column) => lines.Max(line => line[column].Length)).ToList();
        foreach (var line in lines)
            writer.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
