using CleanFiles.Infrastructure.Content;
using CleanFiles.Infrastructure.Mail;
using CleanFiles.Infrastructure.Retention;
using MimeKit;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>What is configured about the adapters that this service has beside the plumbing.</summary>
/// <param name="Orphans">How long a content without a row, or a file that is not written to its end, is left alone.</param>
internal sealed record AdapterOptions(ContentOptions Content, MailOptions Mail, TimeSpan Orphans)
{
    public static IReadOnlyList<SettingsRule<ServiceOptions>> Rules { get; } =
    [
        new(
            ["Mail:Provider", "Mail:Smtp:Host"],
            "`Smtp` needs a host.",
            (options, _) => options.Adapters.Mail is { Provider: MailProvider.Smtp, Smtp.Host: "" }
                ? "Mail:Smtp:Host is empty; Mail:Provider=Smtp needs the mail server's name, such as mail.example.com."
                : null),
        new(
            ["Mail:Smtp:UserName", "Mail:Smtp:Password"],
            "Both or neither.",
            (options, _) => options.Adapters.Mail.Smtp.Login switch
            {
                { UserName: "" } => "Mail:Smtp:UserName is empty; Mail:Smtp:Password is set, so set both or neither.",
                { Password: "" } => "Mail:Smtp:Password is empty; Mail:Smtp:UserName is set, so set both or neither.",
                _ => null,
            }),
        new(
            ["Mail:Smtp:Security", "Mail:Smtp:Password"],
            "No password without TLS: `None` is for a server that asks for none.",
            (options, settings) => options.Adapters.Mail.Smtp is { Security: SmtpSecurity.None, Login: not null }
                ? settings.Sentence(
                    "Mail:Smtp:Security",
                    "with Mail:Smtp:Password it must be StartTls or Tls, since a password never travels in the clear")
                : null),
        new(
            ["Mail:Smtp:TimeoutSeconds", "Consumers:HandlerTimeoutSeconds", "Mail:Provider"],
            "With `Smtp` the time for a mail is shorter than that for a handler, or nobody learns which server was slow.",
            (options, _) => options.Adapters.Mail.Provider == MailProvider.Smtp && options.Adapters.Mail.Smtp.Timeout >= options.Consumers.HandlerTimeout
                ? $"Mail:Smtp:TimeoutSeconds is {SettingsValidator.Seconds(options.Adapters.Mail.Smtp.Timeout)}; it must be below Consumers:HandlerTimeoutSeconds, "
                    + $"which is {SettingsValidator.Seconds(options.Consumers.HandlerTimeout)}."
                : null),
    ];

    /// <summary>What is chosen, in a few words.</summary>
    public string Chosen => $"{Content.Provider}, {Mail.Provider}";

    /// <summary>Problems stay with the reader.</summary>
    /// <param name="data">The full path of the folder that relative ones are in.</param>
    public static AdapterOptions Read(SettingsReader settings, string data) => new(
        new ContentOptions(
            settings.OneOf("Content:Provider", ContentProvider.FileSystem),
            settings.Folder("Content:Path", ContentOptions.DefaultPath, data),
            settings.Positive("Content:MaxBytes", ContentOptions.DefaultMaxBytes)),
        ReadMail(settings, data),
        TimeSpan.FromHours(settings.Within("Content:OrphanHours", ContentOptions.DefaultOrphanHours, 1, RetentionOptions.MaxDays * 24)));

    /// <summary>Those that these roles write to, each with the setting that names it.</summary>
    public IEnumerable<(string Setting, string Path)> FoldersOf(Roles roles)
    {
        var consumes = roles.AllConsumers || roles.Consumers.Count > 0;
        if (roles.Api || consumes) yield return ("Content:Path", Content.Path);
        if (consumes && Mail.Provider == MailProvider.Pickup) yield return ("Mail:Path", Mail.Path);
    }

    private static MailOptions ReadMail(SettingsReader settings, string data) => new(
        settings.OneOf("Mail:Provider", MailProvider.Pickup),
        settings.Folder("Mail:Path", MailOptions.DefaultPath, data),
        settings.Text("Mail:From", MailOptions.DefaultFrom, from => MailboxAddress.TryParse(from, out var mailbox) && mailbox.Address.Contains('@', StringComparison.Ordinal),
            "it must be a mail address such as CleanFiles <no-reply@example.com>"),
        settings.Text("Mail:RecipientDomain", MailOptions.DefaultRecipientDomain, IsDomain, "it must be a domain such as example.com"),
        ReadSmtp(settings, new SmtpOptions()));

    private static bool IsDomain(string domain) => Uri.CheckHostName(domain) == UriHostNameType.Dns;

    private static SmtpOptions ReadSmtp(SettingsReader settings, SmtpOptions fallback)
    {
        var security = settings.OneOf("Mail:Smtp:Security", fallback.Security);
        var (user, password) = (settings.Text("Mail:Smtp:UserName"), settings.Secret("Mail:Smtp:Password"));
        return fallback with
        {
            Host = settings.Text(
                "Mail:Smtp:Host",
                fallback.Host,
                host => host.Length == 0 || Uri.CheckHostName(host) != UriHostNameType.Unknown,
                "it must be the name or address of a mail server such as mail.example.com"),
            Security = security,
            Port = settings.Within("Mail:Smtp:Port", SmtpOptions.DefaultPort(security), 1, 65535),
            Login = (user ?? password) is null ? null : new SmtpLogin(user ?? "", password ?? ""),
            Timeout = settings.Seconds("Mail:Smtp:TimeoutSeconds", fallback.Timeout),
        };
    }
}
