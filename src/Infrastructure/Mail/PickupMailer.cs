using CleanFiles.Application.Ports;
using MimeKit;

namespace CleanFiles.Infrastructure.Mail;

/// <summary>Puts each mail as an .eml file (RFC 5322) into a folder; the same mail again replaces the file.</summary>
internal sealed class PickupMailer(MailOptions options, TimeProvider time) : IMailer
{
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

    public Task SendAsync(Application.Ports.Mail mail, CancellationToken ct) =>
        AtomicFile.WriteAsync(Path.Combine(options.Path, $"{mail.Id}.eml"), time, async file =>
        {
            using var message = Compose(mail);
            await message.WriteToAsync(Format, file, ct);
            return mail.Id;
        });

    private MimeMessage Compose(Application.Ports.Mail mail)
    {
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@cleanfiles",
            Date = time.GetUtcNow(),
            Subject = mail.Subject,
            Body = new TextPart("plain") { Text = mail.Body },
        };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(Recipient.Of(mail.Owner, options.RecipientDomain));
        return message;
    }
}
