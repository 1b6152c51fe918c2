using Amazon;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>The partition, region and account in which the service's topic and queues are, as AWS itself has told of one of the queues.</summary>
internal sealed class Place(string queueArn)
{
    private readonly Arn _arn = Arn.Parse(queueArn);

    public string Queue(string name) => Named("sqs", name);

    /// <param name="name">Or an ARN, of one that is elsewhere.</param>
    public string Topic(string name) => Arn.IsArn(name) ? name : Named("sns", name);

    private string Named(string service, string name) => $"arn:{_arn.Partition}:{service}:{_arn.Region}:{_arn.AccountId}:{name}";
}
