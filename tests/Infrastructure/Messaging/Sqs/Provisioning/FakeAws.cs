using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

/// <summary>SNS, and with <see cref="Sqs"/> SQS, in memory; as strict as AWS about what is there with other attributes.</summary>
internal sealed class FakeAws : ISns, IDisposable
{
    public const string Account = "123456789012";

    private static readonly string[] Settable = ["ContentBasedDeduplication", "FifoThroughputScope", "KmsMasterKeyId", "MaximumMessageSize"];
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];

    public FakeAws(string partition = "aws", string region = "eu-central-1")
    {
        (Partition, Region) = (partition, region);
        Sqs = new FakeSqs(this);
    }

    public string Partition { get; }

    public string Region { get; }

    public FakeSqs Sqs { get; }

    /// <summary>By name.</summary>
    public Dictionary<string, Dictionary<string, string>> Topics { get; } = [];

    public List<FakeSubscription> Subscriptions { get; } = [];

    public int PageSize { get; set; } = 100;

    /// <summary>Told of each call before it does anything; may throw, or let something else happen first.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Each with the name of what it is about.</summary>
    public IReadOnlyList<string> Calls
    {
        get { lock (_lock) return [.. _calls]; }
    }

    public IEnumerable<string> Changes => Calls.Where(call => call.Split(' ')[0] is not ("GetQueueUrl" or "GetQueueAttributes"
        or "GetTopicAttributes" or "GetSubscriptionAttributes" or "ListSubscriptionsByTopic"));

    public string Arn(string service, string name) => $"arn:{Partition}:{service}:{Region}:{Account}:{name}";

    public async Task CalledAsync(string call, CancellationToken ct)
    {
        lock (_lock) _calls.Add(call);
        await Before(call);
        ct.ThrowIfCancellationRequested();
    }

    public void ForgetCalls()
    {
        lock (_lock) _calls.Clear();
    }

    public async Task<string> CreateTopicAsync(string name, IReadOnlyDictionary<string, string> attributes, CancellationToken ct)
    {
        await CalledAsync($"CreateTopic {name}", ct);
        var fifo = attributes.GetValueOrDefault("FifoTopic") == "true";
        if (fifo != name.EndsWith(".fifo", StringComparison.Ordinal)) throw Invalid("Topic Name");
        if (attributes.Keys.Except(["FifoTopic", "ContentBasedDeduplication", "FifoThroughputScope"]).Any()) throw Invalid("Attributes");
        if (!Topics.TryGetValue(name, out var topic))
        {
            topic = fifo ? new() { ["ContentBasedDeduplication"] = "false", ["FifoThroughputScope"] = "Topic" } : [];
            foreach (var (key, value) in attributes) topic[key] = value;
            Topics.Add(name, topic);
        }

        return attributes.All(one => topic.GetValueOrDefault(one.Key) == one.Value) ? Arn("sns", name)
            : throw Invalid("Attributes Reason: Topic already exists with different attributes");
    }

    public async Task<IReadOnlyDictionary<string, string>> GetTopicAttributesAsync(string topicArn, CancellationToken ct)
    {
        await CalledAsync($"GetTopicAttributes {Name(topicArn)}", ct);
        return new Dictionary<string, string>(Topic(topicArn)) { ["TopicArn"] = topicArn, ["Owner"] = Account };
    }

    public async Task SetTopicAttributesAsync(string topicArn, string name, string value, CancellationToken ct)
    {
        await CalledAsync($"SetTopicAttributes {Name(topicArn)} {name}", ct);
        if (!Settable.Contains(name)) throw Invalid("AttributeName");
        Topic(topicArn)[name] = value;
    }

    public async Task<string> SubscribeAsync(
        string topicArn, string protocol, string endpoint, IReadOnlyDictionary<string, string> attributes, CancellationToken ct)
    {
        await CalledAsync($"Subscribe {Name(endpoint)}", ct);
        Topic(topicArn);
        if (Subscriptions.Find(one => (one.TopicArn, one.Protocol, one.Endpoint) == (topicArn, protocol, endpoint)) is { } there)
        {
            return there.Attributes.Count == attributes.Count && there.Attributes.All(one => attributes.GetValueOrDefault(one.Key) == one.Value)
                ? there.Arn
                : throw Invalid("Attributes Reason: Subscription already exists with different attributes");
        }

        var made = new FakeSubscription($"{topicArn}:{Guid.NewGuid()}", topicArn, protocol, endpoint, new(attributes));
        Check(made.Attributes);
        Subscriptions.Add(made);
        return made.Arn;
    }

    public async Task<IReadOnlyDictionary<string, string>> GetSubscriptionAttributesAsync(string subscriptionArn, CancellationToken ct)
    {
        var found = await CalledAsync("GetSubscriptionAttributes", subscriptionArn, ct);
        return new Dictionary<string, string>(found.Attributes) { ["SubscriptionArn"] = found.Arn, ["PendingConfirmation"] = "false" };
    }

    public async Task SetSubscriptionAttributesAsync(string subscriptionArn, string name, string value, CancellationToken ct)
    {
        var found = await CalledAsync($"SetSubscriptionAttributes {name}", subscriptionArn, ct);
        Check(new Dictionary<string, string>(found.Attributes) { [name] = value });
        found.Attributes[name] = value;
    }

    public async Task<SnsSubscriptions> ListSubscriptionsByTopicAsync(string topicArn, string? nextToken, CancellationToken ct)
    {
        await CalledAsync($"ListSubscriptionsByTopic {Name(topicArn)}", ct);
        Topic(topicArn);
        var (from, all) = (nextToken is null ? 0 : int.Parse(nextToken), Subscriptions.Where(one => one.TopicArn == topicArn).ToList());
        return new SnsSubscriptions(
            [.. all.Skip(from).Take(PageSize).Select(one => new SnsSubscription(one.Shown ?? one.Arn, one.Protocol, one.Endpoint))],
            from + PageSize < all.Count ? $"{from + PageSize}" : null);
    }

    public Task<SnsBatchResult> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken ct) =>
        throw new NotSupportedException();

    public void Dispose() => Sqs.Dispose();

    public static SnsException Failure(string code, string message, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new(message, null, ErrorType.Sender, code, "request", status);

    public static string Name(string arn) => arn[(arn.LastIndexOf(':') + 1)..];

    private static SnsException Invalid(string what) => Failure("InvalidParameter", $"Invalid parameter: {what}");

    private Dictionary<string, string> Topic(string arn) => Arn("sns", Name(arn)) == arn && Topics.TryGetValue(Name(arn), out var topic)
        ? topic : throw Failure("NotFound", "Topic does not exist", HttpStatusCode.NotFound);

    private async Task<FakeSubscription> CalledAsync(string call, string arn, CancellationToken ct)
    {
        await CalledAsync($"{call} {Name(Subscriptions.Single(one => one.Arn == arn).Endpoint)}", ct);
        return Subscriptions.Single(one => one.Arn == arn);
    }

    /// <summary>A policy for message attributes is flat.</summary>
    private static void Check(Dictionary<string, string> attributes)
    {
        if (!attributes.TryGetValue("FilterPolicy", out var policy)) return;
        if (attributes.GetValueOrDefault("FilterPolicyScope") != "MessageBody" && JsonNode.Parse(policy)!.AsObject().Any(one => one.Value is not JsonArray))
            throw Invalid("FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy");
    }
}

/// <param name="Shown">What a list says in place of the ARN.</param>
internal sealed record FakeSubscription(
    string Arn, string TopicArn, string Protocol, string Endpoint, Dictionary<string, string> Attributes, string? Shown = null);
