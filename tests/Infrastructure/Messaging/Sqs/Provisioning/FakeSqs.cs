using System.Net;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

/// <summary>The calls of SQS that make and read queues, as strict as AWS; every other call fails, as there is nobody to answer.</summary>
internal sealed class FakeSqs(FakeAws aws) : AmazonSQSClient(new AnonymousAWSCredentials(), RegionEndpoint.EUCentral1)
{
    private const string Host = "https://sqs.invalid/";

    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["VisibilityTimeout"] = "30",
        ["DelaySeconds"] = "0",
        ["MessageRetentionPeriod"] = "345600",
        ["ReceiveMessageWaitTimeSeconds"] = "0",
        ["SqsManagedSseEnabled"] = "true",
    };

    private static readonly Dictionary<string, string> FifoDefaults = new()
    {
        ["FifoQueue"] = "true",
        ["ContentBasedDeduplication"] = "false",
        ["DeduplicationScope"] = "queue",
        ["FifoThroughputLimit"] = "perQueue",
    };

    /// <summary>By name.</summary>
    public Dictionary<string, Dictionary<string, string>> Queues { get; } = [];

    /// <summary>AWS's own; older ones and some emulators have less.</summary>
    public int DefaultMessageSize { get; set; } = 1024 * 1024;

    public static string Url(string name) => $"{Host}{FakeAws.Account}/{name}";

    public override async Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellationToken = default)
    {
        await aws.CalledAsync($"GetQueueUrl {request.QueueName}", cancellationToken);
        Queue(request.QueueName);
        return new GetQueueUrlResponse { QueueUrl = Url(request.QueueName) };
    }

    public override async Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request, CancellationToken cancellationToken = default)
    {
        var name = Name(request.QueueUrl);
        await aws.CalledAsync($"GetQueueAttributes {name}", cancellationToken);
        var asked = new Dictionary<string, string>(Queue(name)) { ["QueueArn"] = aws.Arn("sqs", name) }
            .Where(one => request.AttributeNames.Contains("All") || request.AttributeNames.Contains(one.Key)).ToDictionary();
        return new GetQueueAttributesResponse { Attributes = asked.Count > 0 ? asked : null };
    }

    public override async Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellationToken = default)
    {
        await aws.CalledAsync($"CreateQueue {request.QueueName}", cancellationToken);
        var fifo = request.Attributes.GetValueOrDefault("FifoQueue") == "true";
        if (fifo != request.QueueName.EndsWith(".fifo", StringComparison.Ordinal) || request.QueueName.Length > 80) throw Invalid("QueueName");
        if (!Queues.TryGetValue(request.QueueName, out var queue))
        {
            queue = new(Defaults) { ["MaximumMessageSize"] = $"{DefaultMessageSize}" };
            foreach (var (key, value) in fifo ? FifoDefaults : []) queue[key] = value;
            foreach (var (key, value) in request.Attributes) queue[key] = value;
            Check(queue);
            Queues.Add(request.QueueName, queue);
        }

        return request.Attributes.All(one => queue.GetValueOrDefault(one.Key) == one.Value)
            ? new CreateQueueResponse { QueueUrl = Url(request.QueueName) }
            : throw new QueueNameExistsException("A queue already exists with the same name and a different value.");
    }

    public override async Task<SetQueueAttributesResponse> SetQueueAttributesAsync(
        SetQueueAttributesRequest request, CancellationToken cancellationToken = default)
    {
        var name = Name(request.QueueUrl);
        await aws.CalledAsync($"SetQueueAttributes {name} {string.Join(',', request.Attributes.Keys.Order())}", cancellationToken);
        if (request.Attributes.ContainsKey("FifoQueue")) throw Invalid("FifoQueue");
        var after = new Dictionary<string, string>(Queue(name));
        foreach (var (key, value) in request.Attributes) after[key] = value;
        Check(after);
        Queues[name] = after;
        return new SetQueueAttributesResponse();
    }

    public override Task<SetQueueAttributesResponse> SetQueueAttributesAsync(
        string queueUrl, Dictionary<string, string> attributes, CancellationToken cancellationToken = default) =>
        SetQueueAttributesAsync(new SetQueueAttributesRequest { QueueUrl = queueUrl, Attributes = attributes }, cancellationToken);

    private void Check(Dictionary<string, string> queue)
    {
        if (int.Parse(queue["VisibilityTimeout"]) is < 0 or > 43_200) throw Invalid("VisibilityTimeout");
        if (int.Parse(queue["ReceiveMessageWaitTimeSeconds"]) is < 0 or > 20) throw Invalid("ReceiveMessageWaitTimeSeconds");
        if (int.Parse(queue["MaximumMessageSize"]) is < 1024 or > 1024 * 1024) throw Invalid("MaximumMessageSize");
        if (queue.GetValueOrDefault("FifoThroughputLimit") == "perMessageGroupId" && queue["DeduplicationScope"] != "messageGroup")
            throw Invalid("FifoThroughputLimit");
        if (queue.TryGetValue("RedrivePolicy", out var redrive)
            && !Queues.ContainsKey(FakeAws.Name((string)JsonNode.Parse(redrive)!["deadLetterTargetArn"]!))) throw Invalid("RedrivePolicy");
    }

    private static string Name(string url) => url[(url.LastIndexOf('/') + 1)..];

    private Dictionary<string, string> Queue(string name) => Queues.TryGetValue(name, out var queue)
        ? queue : throw new QueueDoesNotExistException("The specified queue does not exist.");

    private static AmazonSQSException Invalid(string what) =>
        new($"Invalid value for the parameter {what}.", ErrorType.Sender, "InvalidAttributeValue", "request", HttpStatusCode.BadRequest);
}
