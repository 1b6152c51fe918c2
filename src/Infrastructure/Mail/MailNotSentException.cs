namespace CleanFiles.Infrastructure.Mail;

/// <summary>What happened, on one line: MailKit explains a certificate that is not trusted in several.</summary>
internal sealed class MailNotSentException(SmtpOptions server, string reason, Exception inner)
    : Exception($"The mail server {server.Host}:{server.Port} did not take the mail: {string.Join(' ', reason.Split((char[])[], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')}.", inner);
