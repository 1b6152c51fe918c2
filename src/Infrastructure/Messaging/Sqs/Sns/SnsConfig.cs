using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

internal sealed class SnsConfig : ClientConfig
{
    /// <summary>The values of the SDK's own clients in this mode.</summary>
    private static readonly DefaultConfiguration Standard = new()
    {
        Name = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
        ConnectTimeout = TimeSpan.FromSeconds(3.1),
    };

    public SnsConfig()
        : base(new DefaultConfigurationProvider([Standard]))
    {
        // By this name AWS_ENDPOINT_URL_SNS and the profile's endpoint are found.
        ServiceId = SnsMetadata.Service;
        AuthenticationServiceName = "sns";
        EndpointProvider = new SnsEndpoints();
        DefaultConfigurationMode = DefaultConfigurationMode.Standard;
    }

    public override string RegionEndpointServiceName => "sns";

    public override string ServiceVersion => SnsRequest.Version;

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString(SnsMetadata.Service, "cleanfiles");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(SnsEndpoints.Of(this));
}
