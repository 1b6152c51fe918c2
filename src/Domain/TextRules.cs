namespace CleanFiles.Domain;

/// <summary>What every short text from outside must satisfy: something visible, bounded, and storable as UTF-8 everywhere.</summary>
internal static class TextRules
{
    /// <returns>One sentence that says what is wrong with <paramref name="value"/>, or null.</returns>
    public static string? Problem(string what, string? value, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(value)) return $"{what} must not be empty.";
        if (value.Length > maxLength) return $"{what} must not be longer than {maxLength} characters.";
        if (value.Any(char.IsControl)) return $"{what} must not contain control characters.";
        return HasLoneSurrogate(value) ? $"{what} must be valid Unicode text." : null;
    }

    private static bool HasLoneSurrogate(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i])) continue;
            if (!char.IsSurrogatePair(value, i)) return true;
            i++;
        }

        return false;
    }
}
