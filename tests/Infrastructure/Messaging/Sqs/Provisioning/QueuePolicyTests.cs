using System.Text.Json.Nodes;
using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

public sealed class QueuePolicyTests
{
    private const string Allow =
        """
        {"Sid":"events","Effect":"Allow","Principal":{"Service":["sns.amazonaws.com"]},"Action":["sqs:SendMessage"],"Resource":"queue",
        "Condition":{"StringEquals":{"aws:SourceAccount":"1"},"ArnEquals":{"aws:SourceArn":["arn:aws:sns:eu-central-1:1:topic"]}}}
        """;

    private const string Deny = """{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"queue","Condition":{"Bool":{"aws:SecureTransport":"false"}}}""";

    private readonly QueuePolicy _policy = new("queue", ["arn:aws:sns:eu-central-1:1:topic"]);

    [Theory]
    [InlineData($$"""{"Statement":[{{Allow}}],"Id":"x","Version":"2012-10-17"}""")]
    [InlineData($$"""{"Version":"2012-10-17","Statement":{{Allow}}}""")]
    [InlineData($$"""{"Version":"2012-10-17","Statement":[{{Deny}},{{Allow}}]}""")]
    public void The_one_statement_holds_however_it_is_written_and_beside_what_is_denied(string policy) => Assert.True(IsMet(policy));

    [Theory]
    [InlineData("sqs:SendMessage", "SQS:SendMessage")]
    [InlineData("aws:SourceArn", "AWS:sourcearn")]
    [InlineData("ArnEquals", "ArnLike")]
    public void What_IAM_takes_for_the_same_holds(string part, string instead) => Assert.True(IsMet(Allowing(part, instead)));

    [Theory, Enforces(25)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"Statement":[]}""")]
    [InlineData($$"""{"Statement":[{{Deny}}]}""")]
    [InlineData($$"""{"Statement":[{{Allow}},{{Allow}}]}""")]
    [InlineData($$"""{"Statement":[{{Allow}},{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"queue"}]}""")]
    public void Nothing_less_and_nothing_more_is_allowed(string policy) => Assert.False(IsMet(policy));

    [Theory]
    [InlineData("""{"Service":["sns.amazonaws.com"]}""", "\"*\"")]
    [InlineData("sns.amazonaws.com", "events.amazonaws.com")]
    [InlineData("sqs:SendMessage", "sqs:*")]
    [InlineData("\"queue\"", "\"*\"")]
    [InlineData("topic", "another")]
    [InlineData("topic", "Topic")]
    [InlineData("\"ArnEquals\":{", "\"ArnLike\":{\"aws:SourceArn\":\"*\"},\"ArnEquals\":{")]
    [InlineData("\"ArnEquals\":{", "\"ArnEquals\":{\"AWS:SourceArn\":\"*\",")]
    [InlineData("ArnEquals", "ArnNotEquals")]
    [InlineData("\"1\"", "\"2\"")]
    [InlineData("""StringEquals":{"aws:SourceAccount":"1"},"ArnEquals""", "ArnEquals")]
    public void A_statement_that_says_something_else_does_not_hold(string part, string instead)
    {
        Assert.Contains(part, Allow, StringComparison.Ordinal);
        Assert.False(IsMet(Allowing(part, instead)));
    }

    [Fact]
    public void What_an_operator_denies_stays_when_the_rest_is_set_right()
    {
        var wide = $$"""{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"queue"},{{Deny}}]}""";
        var policy = _policy.Instead(wide);
        Assert.True(IsMet(policy));
        var statements = JsonNode.Parse(policy)!["Statement"]!.AsArray();
        Assert.Equal(2, statements.Count);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Deny), statements[1]));
        Assert.Equal(_policy.Value, _policy.Instead(null));
    }

    [Fact, Enforces(25)]
    public void Topics_that_another_release_hears_stay_and_nothing_that_is_not_one_topic()
    {
        var both = Allowing("""["arn:aws:sns:eu-central-1:1:topic"]""", """["arn:aws:sns:eu-central-1:1:another","arn:aws:sns:eu-central-1:1:topic"]""");
        Assert.True(IsMet(both));

        var other = _policy.Instead(Allowing("1:topic", "1:another"));
        Assert.True(IsMet(other));
        Assert.Contains("1:another", other, StringComparison.Ordinal);

        foreach (var topic in (string[])["arn:aws:sns:eu-central-1:1:*", "arn:aws:sns:eu-central-1:1:anothe?", "arn:aws:sqs:eu-central-1:1:another", "*"])
        {
            var wide = Allowing("""["arn:aws:sns:eu-central-1:1:topic"]""", $"""["{topic}","arn:aws:sns:eu-central-1:1:topic"]""");
            Assert.False(IsMet(wide));
            Assert.Equal(_policy.Value, _policy.Instead(wide));
        }
    }

    private static string Allowing(string part, string instead) => $$"""{"Statement":[{{Allow.Replace(part, instead, StringComparison.Ordinal)}}]}""";

    private bool IsMet(string policy) => _policy.IsMet(new Dictionary<string, string> { ["Policy"] = policy });
}
