using System.Globalization;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Persistence;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>Refuses settings that are each fine and cannot work together.</summary>
internal static class SettingsValidator
{
    public static IReadOnlyList<SettingsRule<ServiceOptions>> Rules { get; } =
    [
        new(
            ["Persistence:Provider", "Persistence:ConnectionString"],
            "`Postgres` needs a connection string.",
            (options, _) => options.Persistence is { Provider: PersistenceProvider.Postgres, ConnectionString: null }
                ? "Persistence:ConnectionString is empty; Persistence:Provider=Postgres needs one, "
                    + "such as Host=localhost;Database=cleanfiles;Username=cleanfiles;Password=..."
                : null),
        new(
            ["Persistence:Provider", "Persistence:ConnectionString"],
            "The connection string is one of that provider: `Data Source=...` for `Sqlite`, `Host=...` for `Postgres`.",
            (options, _) => options.Persistence.ConnectionString is { } text
                && ConnectionStrings.Problem(options.Persistence.Provider, text) is { } reason
                ? $"Persistence:ConnectionString does not fit Persistence:Provider={options.Persistence.Provider}: {reason.TrimEnd('.')}."
                : null),
        new(
            [Roles.Key, "Persistence:Provider"],
            "`Sqlite` serves one process only, so that one has all roles.",
            (options, settings) => options.Persistence.Provider == PersistenceProvider.Sqlite && !options.Roles.All
                ? settings.Sentence(Roles.Key, "Persistence:Provider=Sqlite serves one process only, so set Roles to Api,Relay,Consumers "
                    + "or Persistence:Provider to Postgres")
                : null),
        new(
            [Roles.Key, "Messaging:Transport", "Persistence:Provider"],
            "`InMemory` needs `Relay` and all `Consumers` in one process: on `Postgres` a process has both or neither.",
            (options, settings) => options.Messaging.Transport == MessagingTransport.InMemory
                && options.Persistence.Provider == PersistenceProvider.Postgres && !RelayAndConsumersTogether(options.Roles)
                ? settings.Sentence(
                    Roles.Key, "Messaging:Transport=InMemory needs Relay and all Consumers in one process, so name both or neither")
                : null),
        new(
            ["Messaging:Sqs:Name", "Messaging:Sqs:Kind", "Messaging:Transport"],
            "With `Sqs` the name is in kebab case, and short enough for every consumer's queue: SQS allows 80 characters.",
            (options, _) => options.Messaging.Transport == MessagingTransport.Sqs
                ? SqsNames.Problem(options.Sqs.Name, options.Sqs.Kind, Roles.KnownConsumers)
                : null),
        new(
            ["Messaging:Sqs:Provisioning", "Messaging:Sqs:TopicArn", "Messaging:Sqs:QueueUrl", "Messaging:Sqs:DeadLetterQueueUrl"],
            "`Assume` needs all three, and nothing else does; both URLs have `{consumer}` where the consumer's name stands.",
            (options, settings) => Assumed(options, settings)),
        new(
            ["Messaging:Transport", "Consumers:MaxAttempts"],
            $"With `Sqs` at most {SqsOptions.MaxAttempts} attempts: SQS counts a thousand receives, and {SqsOptions.Spare} are spare.",
            (options, settings) => options.Messaging.Transport == MessagingTransport.Sqs && options.Consumers.MaxAttempts > SqsOptions.MaxAttempts
                ? settings.Sentence("Consumers:MaxAttempts", $"with Messaging:Transport=Sqs it must be at most {SqsOptions.MaxAttempts}")
                : null),
        new(
            ["Consumers:RetryPauseSeconds", "Consumers:MaxRetryPauseSeconds"],
            "The first pause is not longer than the longest one.",
            (options, _) => options.Consumers.RetryPause > options.Consumers.MaxRetryPause
                ? $"Consumers:RetryPauseSeconds is {Seconds(options.Consumers.RetryPause)} and Consumers:MaxRetryPauseSeconds "
                    + $"{Seconds(options.Consumers.MaxRetryPause)}; the first pause must not be longer than the longest one."
                : null),
        new(
            ["Consumers:PauseSeconds", "Consumers:MaxPauseSeconds"],
            "The first pause is not longer than the longest one.",
            (options, _) => options.Consumers.Pause > options.Consumers.MaxPause
                ? $"Consumers:PauseSeconds is {Seconds(options.Consumers.Pause)} and Consumers:MaxPauseSeconds "
                    + $"{Seconds(options.Consumers.MaxPause)}; the first pause must not be longer than the longest one."
                : null),
        .. AdapterOptions.Rules,
    ];

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private static string? Assumed(ServiceOptions options, SettingsReader settings)
    {
        var sqs = options.Sqs;
        (string Key, string? Value, string Such)[] places =
        [
            ("Messaging:Sqs:TopicArn", sqs.TopicArn, "arn:aws:sns:eu-central-1:123456789012:cleanfiles-events.fifo"),
            ("Messaging:Sqs:QueueUrl", sqs.QueueUrl, "https://sqs.eu-central-1.amazonaws.com/123456789012/cleanfiles-{consumer}.fifo"),
            ("Messaging:Sqs:DeadLetterQueueUrl", sqs.DeadLetterQueueUrl, "https://sqs.eu-central-1.amazonaws.com/123456789012/cleanfiles-{consumer}-dead.fifo"),
        ];
        if (sqs.Provisioning != SqsProvisioning.Assume)
            return places.FirstOrDefault(place => place.Value is not null) is { Key: { } set }
                ? settings.Sentence(set, $"it is read with Messaging:Sqs:Provisioning=Assume only, and that is {sqs.Provisioning}, so empty the one or change the other")
                : null;
        if (options.Messaging.Transport != MessagingTransport.Sqs) return null;
        return places.FirstOrDefault(place => place.Value is null) is { Key: { } missing } empty
            ? $"{missing} is empty; Messaging:Sqs:Provisioning=Assume needs it, such as {empty.Such}."
            : places.Skip(1).FirstOrDefault(place => !place.Value!.Contains(SqsOptions.Placeholder, StringComparison.Ordinal)) is { Key: { } same }
                ? settings.Sentence(same, $"it must have {SqsOptions.Placeholder} where the name of each consumer stands, or all would share one queue")
                : null;
    }

    private static bool RelayAndConsumersTogether(Roles roles) =>
        roles.Relay ? roles.AllConsumers : !roles.AllConsumers && roles.Consumers.Count == 0;
}
