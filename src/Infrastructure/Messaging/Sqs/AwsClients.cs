using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.Util;

namespace CleanFiles.Infrastructure.Messaging.Sqs;

/// <summary>How clients of AWS are made from <see cref="AwsOptions"/>, whichever service they are for.</summary>
internal static class AwsClients
{
    /// <summary>SQS answers a receive after 20 seconds at the latest.</summary>
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(30);

    /// <exception cref="AmazonClientException">There is neither a region nor a URL.</exception>
    public static IAmazonSQS Sqs(AwsOptions options) => new AmazonSQSClient(new AmazonSQSConfig { Timeout = LongPoll }.At(options));

    /// <summary>The URL counts for the way, the region then only for the signature. Both may come from the environment or the profile.</summary>
    /// <inheritdoc cref="Sqs" path="/exception"/>
    public static T At<T>(this T config, AwsOptions options)
        where T : ClientConfig
    {
        if ((options.ServiceUrl?.AbsoluteUri ?? config.ServiceURL) is { } url)
        {
            // Assigned although it may have come from there: it keeps the SDK from asking the machine's metadata service for a region.
            config.ServiceURL = url;
            config.AuthenticationRegion = options.Region ?? Found(askMachine: false)?.SystemName ?? AWSSDKUtils.DetermineRegion(url);
            return config;
        }
        config.RegionEndpoint = (options.Region is { } name ? RegionEndpoint.GetBySystemName(name) : Found(askMachine: true))
            ?? throw new AmazonClientException(
                "There is no AWS region: set AWS_REGION or the region of the settings, or for an emulator the URL of its endpoint.");
        return config;
    }

    private static RegionEndpoint? Found(bool askMachine) => FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: askMachine);
}
