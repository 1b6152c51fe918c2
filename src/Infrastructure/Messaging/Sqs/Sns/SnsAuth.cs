using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>The step of the pipeline that finds the credentials and the kind of signature.</summary>
internal sealed class SnsAuth : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}

internal sealed class SnsMetadata : IServiceMetadata
{
    public const string Service = "SNS";

    public string ServiceId => Service;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
