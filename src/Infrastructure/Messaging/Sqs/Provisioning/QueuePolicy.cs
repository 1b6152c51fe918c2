using System.Text.Json.Nodes;
using Amazon;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>
/// One statement allows something: the topics that the queue is subscribed to, from their accounts, to send. Topics that it lets send besides
/// stay, since another release may hear of them (ADR 0025); and so does what an operator denies beside it, which only makes the queue safer.
/// </summary>
internal sealed record QueuePolicy(string QueueArn, IReadOnlyList<string> TopicArns)
    : Requirement("Policy", Document(Statement(QueueArn, TopicArns)))
{
    public override string Instead(string? current) =>
        Document([
            Statement(QueueArn, [.. TopicArns.Union(Statements(current).Where(Allows).SelectMany(TopicsOf))]),
            .. Statements(current).Where(one => !Allows(one)).Select(one => one!.DeepClone())]);

    protected override bool Holds(string value) =>
        Statements(value).Where(Allows).ToList() is [var only] && TopicsOf(only) is var topics && TopicArns.All(topics.Contains);

    /// <returns>The topics that the statement lets send; none when it allows anything else.</returns>
    private List<string> TopicsOf(JsonNode? statement)
    {
        if (statement is not JsonObject thing) return [];
        var plain = Plain(thing);
        var sources = ((plain["Condition"] as JsonObject)?["ArnEquals"] as JsonObject)?["aws:sourcearn"];
        List<string> topics = [.. Each(sources).Select(one => one?.ToString()).OfType<string>().Where(IsTopic)];
        return topics.Count > 0 && CanonicalJson.Of(plain) == CanonicalJson.Of(Plain(Statement(QueueArn, topics))) ? topics : [];
    }

    /// <summary>One topic: IAM takes wildcards and variables in an ARN.</summary>
    private static bool IsTopic(string text) => Arn.TryParse(text, out var arn) && arn.Service == "sns" && text.AsSpan().IndexOfAny("*?$") < 0;

    private static JsonObject Statement(string queue, IReadOnlyList<string> topics) => new()
    {
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
        ["Action"] = "sqs:SendMessage",
        ["Resource"] = queue,
        ["Condition"] = new JsonObject
        {
            ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = OneOrAll(topics) },
            ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = OneOrAll([.. topics.Select(topic => Arn.Parse(topic).AccountId).Distinct()]) },
        },
    };

    private static JsonNode OneOrAll(IReadOnlyList<string> values) =>
        values is [var only] ? JsonValue.Create(only)! : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);

    private static string Document(params JsonNode[] statements) =>
        new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString();

    private static IEnumerable<JsonNode?> Statements(string? policy) => Each(policy is null ? null : JsonNode.Parse(policy)?["Statement"]);

    private static IEnumerable<JsonNode?> Each(JsonNode? oneOrAll) => oneOrAll switch { null => [], JsonArray list => list.AsEnumerable(), _ => [oneOrAll] };

    private static bool Allows(JsonNode? statement) => statement?["Effect"]?.ToString() != "Deny";

    /// <summary>Without its name, and what IAM takes for the same written one way: actions and keys in any case, ArnLike for ArnEquals.</summary>
    private static JsonObject Plain(JsonObject statement)
    {
        var copy = statement.DeepClone().AsObject();
        copy.Remove("Sid");
        // SQS itself writes SQS:SendMessage, where it adds a permission.
        if (copy["Action"] is { } action) copy["Action"] = JsonNode.Parse(action.ToJsonString().ToLowerInvariant());
        if (copy["Condition"] is JsonObject conditions) copy["Condition"] = Plain(conditions, of => of == "ArnLike" ? "ArnEquals" : of, keys =>
            keys is JsonObject all ? Plain(all, key => key.ToLowerInvariant(), value => value?.DeepClone()) : keys?.DeepClone());
        return copy;
    }

    /// <returns>Null where two would become one: they are not the one condition that must be.</returns>
    private static JsonObject? Plain(JsonObject thing, Func<string, string> name, Func<JsonNode?, JsonNode?> value) =>
        thing.DistinctBy(one => name(one.Key)).Count() < thing.Count ? null
            : new JsonObject(thing.Select(one => KeyValuePair.Create(name(one.Key), value(one.Value))));
}
