using System.Text;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>An exception's text as SQS takes it in an attribute: not empty, no control characters, not long.</summary>
internal static class DeadReason
{
    private const int MaxLength = 1_000;

    public static string Of(string? reason)
    {
        var text = new StringBuilder(reason is null ? 0 : Math.Min(reason.Length, MaxLength));
        foreach (var rune in (reason ?? "").EnumerateRunes())
        {
            if (text.Length >= MaxLength) break;
            if (!Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF)) text.Append(rune);
            else text.Append(' ');
        }

        var clean = text.ToString().Trim();
        return clean.Length > 0 ? clean : "No reason was given.";
    }
}
