using System.Text.Json.Nodes;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>One statement allows something: the topic of this account to send. What an operator denies beside it only makes the queue safer and stays.</summary>
internal sealed record QueuePolicy(string QueueArn, string TopicArn, string Account)
    : Requirement("Policy", Document(Statement(QueueArn, TopicArn, Account)))
{
    public override string Instead(string? current) =>
        Document([Statement(QueueArn, TopicArn, Account), .. Statements(current).Where(one => !Allows(one)).Select(one => one!.DeepClone())]);

    protected override bool Holds(string value) => Statements(value).Where(Allows).ToList() is [JsonObject only]
        && CanonicalJson.Of(WithoutName(only)) == CanonicalJson.Of(Statement(QueueArn, TopicArn, Account));

    private static JsonObject Statement(string queue, string topic, string account) => new()
    {
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
        ["Action"] = "sqs:SendMessage",
        ["Resource"] = queue,
        ["Condition"] = new JsonObject
        {
            ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = topic },
            ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = account },
        },
    };

    private static string Document(params JsonNode[] statements) =>
        new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statements) }.ToJsonString();

    private static JsonArray Statements(string? policy) =>
        (policy is null ? null : JsonNode.Parse(policy)?["Statement"]) switch { null => [], JsonArray list => list, var one => [one.DeepClone()] };

    private static bool Allows(JsonNode? statement) => statement?["Effect"]?.ToString() != "Deny";

    private static JsonObject WithoutName(JsonObject statement)
    {
        var copy = statement.DeepClone().AsObject();
        copy.Remove("Sid");
        return copy;
    }
}
