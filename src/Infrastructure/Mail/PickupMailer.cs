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
            using var message = MessageComposer.Compose(mail, options, time.GetUtcNow());
            await message.WriteToAsync(Format, file, ct);
            return mail.Id;
        });
}
