namespace CleanFiles.Infrastructure.Mail;

internal enum MailProvider
{
    Pickup,
    Smtp,
}

/// <param name="Path">The full path of the folder into which mails are put.</param>
/// <param name="From">A mailbox as in RFC 5322, with or without a display name.</param>
/// <param name="RecipientDomain">The domain of owners who are no mail addresses themselves.</param>
internal sealed record MailOptions(MailProvider Provider, string Path, string From, string RecipientDomain, SmtpOptions Smtp)
{
    public const string DefaultPath = "mail";

    public const string DefaultFrom = "CleanFiles <no-reply@example.com>";

    public const string DefaultRecipientDomain = "example.com";
}
