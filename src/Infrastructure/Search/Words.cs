using System.Text;

namespace CleanFiles.Infrastructure.Search;

/// <summary>Cuts text into words in one place, so that both databases find the same: runs of letters and digits, in lower case.</summary>
internal static class Words
{
    /// <summary>Longer runs are no words that anybody searches for, and PostgreSQL refuses lexemes of 2 KiB.</summary>
    private const int MaxLength = 100;

    public static string Join(string text) => string.Join(' ', Of(text));

    public static IEnumerable<string> Of(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (word.Length < MaxLength) word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0) yield return word.ToString();
    }
}
