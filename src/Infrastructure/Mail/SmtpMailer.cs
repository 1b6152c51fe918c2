using System.Net.Security;
using CleanFiles.Application;
using CleanFiles.Application.Ports;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace CleanFiles.Infrastructure.Mail;

/// <summary>
/// Hands each mail to a mail server over a connection of its own (RFC 5321). It never falls back to plain text, and never to a
/// certificate that the machine does not trust (ADR 0016).
/// </summary>
internal sealed class SmtpMailer(MailOptions options, TimeProvider time) : IMailer
{
    private const int MaxReply = 300;

    /// <summary>Null for the machine's own judgement.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }

    private SmtpOptions Smtp => options.Smtp;

    /// <exception cref="MailNotSentException">The server cannot be reached, is not trusted, refuses the mail or takes too long.</exception>
    public async Task SendAsync(Application.Ports.Mail mail, CancellationToken ct)
    {
        using var tooLong = new CancellationTokenSource(Smtp.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, ct);
        using var message = MessageComposer.Compose(mail, options, time.GetUtcNow());
        // Revocation lists are often out of a server's reach; HttpClient does not ask for them either.
        using var client = new SmtpClient { ServerCertificateValidationCallback = Trust, CheckCertificateRevocation = false };
        try
        {
            await SendAsync(client, message, either.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var reason = tooLong.IsCancellationRequested
                ? $"it took longer than {Smtp.Timeout.TotalSeconds} s (Mail:Smtp:TimeoutSeconds)"
                : Reply(e);
            throw new MailNotSentException(Smtp, reason, e);
        }

        await QuitAsync(client, either.Token);
    }

    /// <summary>What a server says is anybody's text, and goes into logs.</summary>
    private static string Reply(Exception exception)
    {
        var text = exception is SmtpCommandException refusal ? $"{(int)refusal.StatusCode} {refusal.Message}" : exception.Message;
        return string.Concat(text.Take(MaxReply)).Printable();
    }

    private async Task SendAsync(SmtpClient client, MimeMessage message, CancellationToken ct)
    {
        await client.ConnectAsync(Smtp.Host, Smtp.Port, Options(Smtp.Security), ct);
        if (Smtp.Login is { } login) await client.AuthenticateAsync(login.UserName, login.Password, ct);
        await client.SendAsync(message, ct);
    }

    /// <summary>The server has answered for the mail, so whatever happens to the good-bye it was sent.</summary>
    private static async Task QuitAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception)
        {
            // Disposing of the client closes the connection.
        }
    }

    private static SecureSocketOptions Options(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
        _ => throw new ArgumentOutOfRangeException(nameof(security)),
    };
}
