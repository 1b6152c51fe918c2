namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>Where AWS is. What is null is looked for where every AWS SDK looks: environment, profile, the machine's role.</summary>
/// <param name="ServiceUrl">One endpoint for SNS and SQS, such as an emulator's.</param>
/// <param name="Region">A region's system name, such as eu-central-1.</param>
internal sealed record AwsOptions(Uri? ServiceUrl = null, string? Region = null);
