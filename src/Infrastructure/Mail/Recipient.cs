using System.Text;
using MimeKit;

namespace CleanFiles.Infrastructure.Mail;

internal static class Recipient
{
    private const string Atext = "!#$&'*+-/=?^_`{|}~.";

    /// <summary>
    /// The owner itself when that is an address, else a mailbox of the domain. What a local part cannot hold without quotes (RFC 5322,
    /// section 3.2.3) is percent-encoded, so that no two owners share a mailbox.
    /// </summary>
    public static MailboxAddress Of(string owner, string domain) =>
        IsAddress(owner) ? new MailboxAddress("", owner) : new MailboxAddress("", $"{LocalPart(owner)}@{domain}");

    private static bool IsAddress(string owner) =>
        Ascii.IsValid(owner) && owner.Contains('@') && MailboxAddress.TryParse(owner, out var mailbox) && mailbox.Address == owner;

    private static string LocalPart(string owner)
    {
        var keepsDots = !owner.StartsWith('.') && !owner.EndsWith('.') && !owner.Contains("..", StringComparison.Ordinal);
        var local = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(owner))
        {
            var character = (char)octet;
            var isPlain = char.IsAsciiLetterOrDigit(character) || (Atext.Contains(character) && (character != '.' || keepsDots));
            _ = isPlain ? local.Append(character) : local.Append('%').Append(octet.ToString("X2"));
        }

        return local.ToString();
    }
}
