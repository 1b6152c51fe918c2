using MimeKit;

namespace CleanFiles.Infrastructure.Mail;

internal static class MessageComposer
{
    /// <summary>The message (RFC 5322) that every adapter sends; its Message-ID stays the same however often the mail is tried.</summary>
    public static MimeMessage Compose(Application.Ports.Mail mail, MailOptions options, DateTimeOffset at)
    {
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@cleanfiles",
            Date = at,
            Subject = mail.Subject,
            Body = new TextPart("plain") { Text = mail.Body },
        };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(Recipient.Of(mail.Owner, options.RecipientDomain));
        return message;
    }
}
