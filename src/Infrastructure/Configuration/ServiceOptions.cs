using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Content;
using CleanFiles.Infrastructure.Mail;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>Everything that is configured about this process, read and checked once, at start.</summary>
/// <param name="DataPath">The full path of the folder that holds whatever this process keeps on disk.</param>
internal sealed record ServiceOptions(
    string DataPath,
    PersistenceOptions Persistence,
    OutboxOptions Outbox,
    RelayOptions Relay,
    MessagingOptions Messaging,
    InMemoryOptions InMemory,
    SqsOptions Sqs,
    ConsumerOptions Consumers,
    RetentionOptions Retention,
    ContentOptions Content,
    MailOptions Mail,
    Roles Roles)
{
    public const string DefaultDataPath = "data";

    /// <exception cref="SettingsException">A setting, or a combination of them, cannot work.</exception>
    public static ServiceOptions From(IConfiguration configuration)
    {
        var settings = new SettingsReader(configuration);
        var options = Read(settings);
        settings.ThrowIfWrong();
        return options;
    }

    /// <summary>Problems stay with <paramref name="settings"/>; where there are any, the answer is not to be used.</summary>
    public static ServiceOptions Read(SettingsReader settings)
    {
        var data = settings.Folder("Data:Path", DefaultDataPath, Environment.CurrentDirectory);
        var options = new ServiceOptions(
            data,
            new PersistenceOptions(
                settings.OneOf("Persistence:Provider", PersistenceProvider.Sqlite), settings.Text("Persistence:ConnectionString")),
            new OutboxOptions { Shards = settings.Within("Outbox:Shards", 1, 1, 1024) },
            ReadRelay(settings, new RelayOptions()),
            MessagingSettings.Read(settings, new MessagingOptions()),
            MessagingSettings.ReadInMemory(settings, new InMemoryOptions()),
            MessagingSettings.ReadSqs(settings, new SqsOptions()),
            ReadConsumers(settings, new ConsumerOptions()),
            ReadRetention(settings, new RetentionOptions()),
            new ContentOptions(
                settings.OneOf("Content:Provider", ContentProvider.FileSystem),
                settings.Folder("Content:Path", ContentOptions.DefaultPath, data),
                settings.Positive("Content:MaxBytes", ContentOptions.DefaultMaxBytes)),
            ReadMail(settings, data),
            Roles.Read(settings));
        SettingsValidator.Rules.Check(options, settings);
        return options;
    }

    private static RelayOptions ReadRelay(SettingsReader settings, RelayOptions fallback) => fallback with
    {
        MaxInFlight = settings.Within("Relay:MaxInFlight", fallback.MaxInFlight, 1, 100_000),
        BatchSize = settings.Within("Relay:BatchSize", fallback.BatchSize, 1, 10_000),
        MaxCalls = settings.Within("Relay:MaxCalls", fallback.MaxCalls, 1, 1_000),
        Lease = settings.Seconds("Relay:LeaseSeconds", fallback.Lease, min: RelayOptions.MinLeaseSeconds),
    };

    private static ConsumerOptions ReadConsumers(SettingsReader settings, ConsumerOptions fallback) => fallback with
    {
        BatchSize = settings.Within("Consumers:BatchSize", fallback.BatchSize, 1, 10_000),
        Concurrency = settings.Within("Consumers:Concurrency", fallback.Concurrency, 1, 1_000),
        MaxAttempts = settings.Within("Consumers:MaxAttempts", fallback.MaxAttempts, 1, 1_000),
        HandlerTimeout = settings.Seconds("Consumers:HandlerTimeoutSeconds", fallback.HandlerTimeout),
        RetryPause = settings.Seconds("Consumers:RetryPauseSeconds", fallback.RetryPause),
        MaxRetryPause = settings.Seconds("Consumers:MaxRetryPauseSeconds", fallback.MaxRetryPause),
        ReplayPoll = settings.Seconds("Consumers:ReplayPollSeconds", fallback.ReplayPoll),
        PauseAfterStreams = settings.Within("Consumers:PauseAfterStreams", fallback.PauseAfterStreams, 1, 1_000),
        Pause = settings.Seconds("Consumers:PauseSeconds", fallback.Pause),
        MaxPause = settings.Seconds("Consumers:MaxPauseSeconds", fallback.MaxPause),
    };

    private static RetentionOptions ReadRetention(SettingsReader settings, RetentionOptions fallback) => fallback with
    {
        Outbox = TimeSpan.FromDays(settings.Within("Retention:OutboxDays", fallback.Outbox.Days, 1, RetentionOptions.MaxDays)),
        Inbox = TimeSpan.FromDays(settings.Within("Retention:InboxDays", fallback.Inbox.Days, RetentionOptions.MinInboxDays, RetentionOptions.MaxDays)),
        Orphans = TimeSpan.FromHours(settings.Within("Content:OrphanHours", (int)fallback.Orphans.TotalHours, 1, RetentionOptions.MaxDays * 24)),
    };

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
