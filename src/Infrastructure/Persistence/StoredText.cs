using System.Text;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Text of anybody's making, such as an exception's, as both databases store it: no zero characters, no halves of surrogate pairs.</summary>
internal static class StoredText
{
    public static string Of(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "", StringComparison.Ordinal);
}
