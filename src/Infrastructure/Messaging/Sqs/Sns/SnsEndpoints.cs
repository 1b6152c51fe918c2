using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>The step of the pipeline that says where a request goes: to the given URL, or to SNS of the region.</summary>
internal sealed class SnsEndpoints : BaseEndpointResolver, IEndpointProvider
{
    private const string Address = "Address";

    public static EndpointParameters Of(IClientConfig config) => new() { [Address] = AddressOf(config) };

    public Endpoint ResolveEndpoint(EndpointParameters parameters) => new((string)parameters[Address]);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => Of(requestContext.ClientConfig);

    private static string AddressOf(IClientConfig config)
    {
        if (config.ServiceURL is { } url) return url;
        // Going elsewhere than told would be worse than not going.
        if (config.UseFIPSEndpoint || config.UseDualstackEndpoint)
            throw new AmazonClientException("The SNS client knows no FIPS and no dual-stack endpoints: set AWS_ENDPOINT_URL_SNS to the one to use.");
        return $"https://sns.{config.RegionEndpoint.SystemName}.{config.RegionEndpoint.PartitionDnsSuffix}";
    }
}
