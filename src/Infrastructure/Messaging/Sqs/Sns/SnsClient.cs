using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Sns;

/// <summary>
/// SNS on the pipeline of AWSSDK.Core, which finds credentials, signs, repeats and tells the time as for every client of the SDK
/// (ADR 0024).
/// </summary>
internal sealed class SnsClient : AmazonServiceClient, ISns
{
    private static readonly InvokeOptions Protocol = new()
    {
        RequestMarshaller = SnsProtocol.Instance,
        ResponseUnmarshaller = SnsProtocol.Instance,
    };

    /// <param name="options">Where it is.</param>
    /// <param name="timeout">How long one attempt waits for an answer; ten seconds unless told.</param>
    /// <exception cref="AmazonClientException">There is neither a region nor a URL.</exception>
    public SnsClient(AwsOptions options, TimeSpan? timeout = null)
        : base(new SnsConfig { Timeout = timeout ?? TimeSpan.FromSeconds(10) }.At(options))
    {
    }

    protected override IServiceMetadata ServiceMetadata { get; } = new SnsMetadata();

    public async Task<string> CreateTopicAsync(string name, IReadOnlyDictionary<string, string> attributes, CancellationToken ct) =>
        (await CallAsync(new SnsRequest("CreateTopic").With("Name", name).WithMap("Attributes", attributes), ct)).Text("TopicArn");

    public async Task<IReadOnlyDictionary<string, string>> GetTopicAttributesAsync(string topicArn, CancellationToken ct) =>
        (await CallAsync(new SnsRequest("GetTopicAttributes").With("TopicArn", topicArn), ct)).Map("Attributes");

    public Task SetTopicAttributesAsync(string topicArn, string name, string value, CancellationToken ct) =>
        CallAsync(
            new SnsRequest("SetTopicAttributes").With("TopicArn", topicArn).With("AttributeName", name).With("AttributeValue", value), ct);

    public async Task<string> SubscribeAsync(
        string topicArn, string protocol, string endpoint, IReadOnlyDictionary<string, string> attributes, CancellationToken ct)
    {
        var request = new SnsRequest("Subscribe")
            .With("TopicArn", topicArn)
            .With("Protocol", protocol)
            .With("Endpoint", endpoint)
            .WithMap("Attributes", attributes)
            .With("ReturnSubscriptionArn", "true");
        return (await CallAsync(request, ct)).Text("SubscriptionArn");
    }

    public async Task<IReadOnlyDictionary<string, string>> GetSubscriptionAttributesAsync(string subscriptionArn, CancellationToken ct) =>
        (await CallAsync(new SnsRequest("GetSubscriptionAttributes").With("SubscriptionArn", subscriptionArn), ct)).Map("Attributes");

    public Task SetSubscriptionAttributesAsync(string subscriptionArn, string name, string value, CancellationToken ct)
    {
        var request = new SnsRequest("SetSubscriptionAttributes")
            .With("SubscriptionArn", subscriptionArn)
            .With("AttributeName", name)
            .With("AttributeValue", value);
        return CallAsync(request, ct);
    }

    public async Task<SnsSubscriptions> ListSubscriptionsByTopicAsync(string topicArn, string? nextToken, CancellationToken ct)
    {
        var request = new SnsRequest("ListSubscriptionsByTopic").With("TopicArn", topicArn).With("NextToken", nextToken);
        var answer = await CallAsync(request, ct);
        var subscriptions = answer.Members("Subscriptions")
            .Select(member => new SnsSubscription(member.Text("SubscriptionArn"), member.Text("Protocol"), member.Text("Endpoint")));
        return new SnsSubscriptions([.. subscriptions], answer.TextOrNull("NextToken"));
    }

    public async Task<SnsBatchResult> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken ct)
    {
        var request = new SnsRequest("PublishBatch").With("TopicArn", topicArn);
        foreach (var (index, entry) in entries.Index())
            request.WithEntry(SnsRequest.Numbered("PublishBatchRequestEntries.member", index), entry);
        var answer = await CallAsync(request, ct);
        var successful = answer.Members("Successful").Select(member => new SnsSuccess(member.Text("Id"), member.Text("MessageId")));
        var failed = answer.Members("Failed").Select(member => new SnsFailure(
            member.Text("Id"), member.Text("Code"), member.TextOrNull("Message"), member.TextOrNull("SenderFault") == "true"));
        return new SnsBatchResult([.. successful], [.. failed]);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        // As the SDK's own clients do, in whose generated code these stand; each goes in before the one added last.
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new SnsEndpoints());
        pipeline.AddHandlerAfter<Marshaller>(new SnsAuth());
    }

    private async Task<SnsAnswer> CallAsync(SnsRequest request, CancellationToken ct)
    {
        var response = await InvokeAsync<SnsResponse>(request, Protocol, ct);
        return response.Root.Name.LocalName == $"{request.Action}Response"
            ? new SnsAnswer(response.Root)
            : throw SnsProtocol.Strange($"<{response.Root.Name.LocalName}> in answer to {request.Action}", null, HttpStatusCode.OK);
    }
}
