using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using Microsoft.Extensions.Configuration;

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
    AdapterOptions Adapters,
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
            AdapterOptions.Read(settings, data),
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
    };
}
