namespace CleanFiles.Application;

/// <summary>For text of anybody's making that goes into a log or to a terminal.</summary>
public static class PrintableText
{
    /// <summary>The text with a space for each control character: none of it ends a line or moves a cursor.</summary>
    public static string Printable(this string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
