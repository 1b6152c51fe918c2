namespace CleanFiles.Infrastructure.Mail;

internal sealed class MailNotSentException(SmtpOptions server, string reason, Exception inner)
    : Exception($"The mail server {server.Host}:{server.Port} did not take the mail: {OnOneLine(reason).TrimEnd('.')}.", inner)
{
    /// <summary>MailKit explains a certificate that is not trusted in several.</summary>
    private static string OnOneLine(string text) => string.Join(' ', text.Split((char[])[], StringSplitOptions.RemoveEmptyEntries));
}
