using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Messaging.Sqs;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>What is configured about the transports; problems stay with the reader.</summary>
internal static class MessagingSettings
{
    /// <summary>Calls to AWS take up to seconds, so what is kept for less is lost again and again.</summary>
    private const int MinVisibilitySeconds = 5;

    public static MessagingOptions Read(SettingsReader settings, MessagingOptions fallback) => new()
    {
        Transport = settings.OneOf("Messaging:Transport", fallback.Transport),
        MaxEnvelopeBytes = settings.Within("Messaging:MaxEnvelopeBytes", fallback.MaxEnvelopeBytes, MessagingOptions.MinEnvelopeBytes, 1024 * 1024),
    };

    public static InMemoryOptions ReadInMemory(SettingsReader settings, InMemoryOptions fallback) => fallback with
    {
        LaneCapacity = settings.Within("Messaging:InMemory:LaneCapacity", fallback.LaneCapacity, 1, 100_000),
        HoldFor = settings.Seconds("Messaging:InMemory:HoldForSeconds", fallback.HoldFor, max: InMemoryOptions.MaxHoldFor),
    };

    public static SqsOptions ReadSqs(SettingsReader settings, SqsOptions fallback) => fallback with
    {
        Aws = new AwsOptions(ReadUrl(settings, "Messaging:Sqs:ServiceUrl"), settings.Text("Messaging:Sqs:Region")),
        Name = settings.Text("Messaging:Sqs:Name") ?? fallback.Name,
        Kind = settings.OneOf("Messaging:Sqs:Kind", fallback.Kind),
        Provisioning = settings.OneOf("Messaging:Sqs:Provisioning", fallback.Provisioning),
        TopicArn = settings.Text("Messaging:Sqs:TopicArn"),
        QueueUrl = settings.Text("Messaging:Sqs:QueueUrl"),
        DeadLetterQueueUrl = settings.Text("Messaging:Sqs:DeadLetterQueueUrl"),
        Visibility = TimeSpan.FromSeconds(settings.Within("Messaging:Sqs:VisibilitySeconds", (int)fallback.Visibility.TotalSeconds, MinVisibilitySeconds, 3600)),
        Wait = TimeSpan.FromSeconds(settings.Within("Messaging:Sqs:WaitSeconds", (int)fallback.Wait.TotalSeconds, 1, 20)),
    };

    private static Uri? ReadUrl(SettingsReader settings, string key)
    {
        if (settings.Text(key) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        settings.Refuse(key, "it must be the address of an AWS endpoint such as http://localhost:4566, or empty for AWS itself");
        return null;
    }
}
