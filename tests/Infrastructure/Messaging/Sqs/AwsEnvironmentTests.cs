using Amazon.Runtime;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

/// <summary>The environment is one for the whole process, so these tests run beside no other.</summary>
[CollectionDefinition(nameof(AwsEnvironmentTests), DisableParallelization = true)]
public sealed class AwsEnvironmentCollection;

/// <summary>What comes from the environment, as for every client of the SDK, and what options say instead.</summary>
[Collection(nameof(AwsEnvironmentTests))]
public sealed class AwsEnvironmentTests : IDisposable
{
    private static readonly string[] Names =
    [
        "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SNS", "AWS_ENDPOINT_URL_SQS",
        "AWS_EC2_METADATA_DISABLED",
    ];

    private readonly Dictionary<string, string?> _before = Names.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public AwsEnvironmentTests()
    {
        foreach (var name in Names) Environment.SetEnvironmentVariable(name, null);
        // Neither a developer's own profile nor the machine's role shall have a say.
        Environment.SetEnvironmentVariable("AWS_PROFILE", "no-such-profile");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        FallbackRegionFactory.Reset();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        FallbackRegionFactory.Reset();
    }

    [Theory, Enforces(24)]
    [InlineData("eu-west-3", "https://sns.eu-west-3.amazonaws.com")]
    [InlineData("cn-north-1", "https://sns.cn-north-1.amazonaws.com.cn")]
    public void The_region_comes_from_the_environment_unless_options_say_it(string region, string address)
    {
        Environment.SetEnvironmentVariable("AWS_REGION", region);

        using var found = new SnsClient(new AwsOptions());
        using var told = new SnsClient(new AwsOptions(Region: "us-west-2"));
        using var sqs = AwsClients.Sqs(new AwsOptions());

        Assert.Equal(address, AddressOf(found));
        Assert.Equal("https://sns.us-west-2.amazonaws.com", AddressOf(told));
        Assert.Equal(region, sqs.Config.RegionEndpoint.SystemName);
    }

    [Fact, Enforces(24)]
    public void Without_region_and_url_there_is_no_client_but_a_sentence_that_says_what_to_set()
    {
        const string sentence =
            "There is no AWS region: set AWS_REGION or the region of the settings, or for an emulator the URL of its endpoint.";

        Assert.Equal(sentence, Assert.Throws<AmazonClientException>(() => new SnsClient(new AwsOptions())).Message);
        Assert.Equal(sentence, Assert.Throws<AmazonClientException>(() => AwsClients.Sqs(new AwsOptions())).Message);
    }

    [Theory, Enforces(24)]
    [InlineData(null, null, "us-east-1")]
    [InlineData("eu-west-3", null, "eu-west-3")]
    [InlineData("eu-west-3", "us-west-2", "us-west-2")]
    public async Task With_the_url_of_an_endpoint_a_region_is_only_signed_with(string? found, string? told, string inSignature)
    {
        await using var sns = new SnsListener(WireAnswer.Ok("GetTopicAttributes", ""));
        Environment.SetEnvironmentVariable("AWS_REGION", found);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_SNS", "http://127.0.0.1:1");

        using var client = new SnsClient(new AwsOptions(sns.Url, told));
        using var sqs = AwsClients.Sqs(new AwsOptions(sns.Url, told));
        await client.GetTopicAttributesAsync("arn", Ct);

        Assert.Equal(inSignature, new SigV4(Assert.Single(sns.Requests)).Region);
        Assert.Equal((sns.Url.AbsoluteUri, inSignature), (sqs.Config.ServiceURL, sqs.Config.AuthenticationRegion));
    }

    [Fact, Enforces(24)]
    public async Task The_endpoint_comes_from_the_environment_unless_options_say_it()
    {
        await using var sns = new SnsListener(WireAnswer.Ok("GetTopicAttributes", ""));
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_SNS", sns.Url.AbsoluteUri);

        using var client = new SnsClient(new AwsOptions(Region: "eu-central-1"));
        await client.GetTopicAttributesAsync("arn", Ct);

        Assert.Equal("eu-central-1", new SigV4(Assert.Single(sns.Requests)).Region);
    }

    [Fact]
    public async Task The_token_of_temporary_credentials_goes_along_and_is_signed()
    {
        await using var sns = new SnsListener(WireAnswer.Ok("GetTopicAttributes", ""));
        Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", "token/of+a=session");

        using var client = new SnsClient(new AwsOptions(sns.Url));
        await client.GetTopicAttributesAsync("arn", Ct);

        var request = Assert.Single(sns.Requests);
        Assert.Equal("token/of+a=session", request.Headers["x-amz-security-token"]);
        Assert.Contains("x-amz-security-token", new SigV4(request).SignedHeaders);
        Assert.True(new SigV4(request).IsBy(Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")!));
    }

    [Fact]
    public async Task Where_fips_or_dual_stack_is_asked_for_it_goes_nowhere_rather_than_elsewhere()
    {
        using var client = new SnsClient(new AwsOptions(Region: "us-east-1"));
        ((ClientConfig)client.Config).UseFIPSEndpoint = true;

        var failure = await Assert.ThrowsAsync<AmazonClientException>(() => client.GetTopicAttributesAsync("arn", Ct));

        Assert.Contains("AWS_ENDPOINT_URL_SNS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_poll_of_sqs_ends_before_its_time_out()
    {
        using var sqs = AwsClients.Sqs(new AwsOptions(Region: "us-east-1"));

        Assert.True(sqs.Config.Timeout > TimeSpan.FromSeconds(25));
    }

    private static string AddressOf(SnsClient client) =>
        ((ClientConfig)client.Config).DetermineServiceOperationEndpoint(new(new SnsRequest("Publish"))).URL;
}
