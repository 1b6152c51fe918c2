using System.Net;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

/// <summary>What is tried again, how often, and what a caller hears in the end.</summary>
public class SnsFailureTests
{
    private const string Page = "<html><body>Service Unavailable<br></body></html>";

    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    private static readonly WireAnswer Well = WireAnswer.Ok("PublishBatch", "");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Enforces(24)]
    public async Task A_proxys_page_with_503_is_tried_again_and_then_told_in_a_sentence()
    {
        await using var sns = new SnsListener(WireAnswer.Of(503, Page, "text/html"));

        var failure = await Assert.ThrowsAsync<SnsException>(() => PublishAsync(sns));

        Assert.Equal(3, sns.Requests.Count);
        Assert.Equal(("SNS answered 503 with what is not XML.", HttpStatusCode.ServiceUnavailable), (failure.Message, failure.StatusCode));
    }

    public static TheoryData<string, int> Passing => new() { { "page", 503 }, { "Throttling", 400 }, { "InternalError", 500 }, { "reset", 0 } };

    [Theory, Enforces(24), MemberData(nameof(Passing))]
    public async Task What_may_pass_is_tried_again(string code, int status)
    {
        var answer = code switch
        {
            "page" => WireAnswer.Of(status, Page, "text/html"),
            "reset" => WireAnswer.Reset,
            _ => WireAnswer.Error(status, "Sender", code, "Not now"),
        };
        await using var sns = new SnsListener(answer, Well);

        await PublishAsync(sns);

        Assert.Equal(2, sns.Requests.Count);
    }

    [Theory, Enforces(24)]
    [InlineData("ExpiredToken", 403)]
    [InlineData("NotFound", 404)]
    public async Task What_will_not_pass_is_not_tried_again(string code, int status)
    {
        await using var sns = new SnsListener(WireAnswer.Error(status, "Sender", code, "It is over"), Well);

        var failure = await Assert.ThrowsAsync<SnsException>(() => PublishAsync(sns));

        Assert.Single(sns.Requests);
        Assert.Equal((code, "It is over", "r-2", (HttpStatusCode)status), (failure.ErrorCode, failure.Message, failure.RequestId, failure.StatusCode));
    }

    [Fact]
    public async Task A_connection_that_is_reset_again_and_again_is_a_failure()
    {
        await using var sns = new SnsListener(WireAnswer.Reset);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => PublishAsync(sns));

        Assert.True(failure is HttpRequestException or IOException, failure.ToString());
        Assert.True(sns.Requests.Count > 1);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_asked_for_again_and_then_a_failure()
    {
        await using var sns = new SnsListener(WireAnswer.Hang);

        await Assert.ThrowsAsync<TimeoutException>(() => PublishAsync(sns, timeout: TimeSpan.FromMilliseconds(500)));

        Assert.True(sns.Requests.Count > 1);
    }

    public static TheoryData<bool> Hanging => [false, true];

    [Theory, Enforces(24), MemberData(nameof(Hanging))]
    public async Task Who_cancels_does_not_wait(bool withinAnswer)
    {
        await using var sns = new SnsListener(withinAnswer ? WireAnswer.HangWithin : WireAnswer.Hang);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = PublishAsync(sns, ct: cancel.Token);
        await Eventually.IsTrueAsync(() => sns.Requests.Count == 1, "the request arrived");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Prompt, Ct));
        Assert.Single(sns.Requests);
    }

    [Theory]
    [InlineData("<PublishBatchResponse><Successful>", "SNS answered 200 with what is not XML.")]
    [InlineData("<!DOCTYPE html><html></html>", "SNS answered 200 with what is not XML.")]
    [InlineData("<html/>", "SNS answered 200 with <html> in answer to PublishBatch.")]
    [InlineData(
        "<PublishBatchResponse><Successful><member><Id>1</Id></member></Successful></PublishBatchResponse>",
        "SNS answered 200 with <member> that has no MessageId.")]
    public async Task An_answer_that_is_none_is_a_failure_that_says_so(string body, string message)
    {
        await using var sns = new SnsListener(WireAnswer.Of(200, body));

        var failure = await Assert.ThrowsAsync<SnsException>(() => PublishAsync(sns));

        Assert.Equal(message, failure.Message);
        Assert.Single(sns.Requests);
    }

    [Fact]
    public async Task An_error_without_code_is_told_by_what_it_was()
    {
        await using var sns = new SnsListener(WireAnswer.Of(400, "<html/>"));

        var failure = await Assert.ThrowsAsync<SnsException>(() => PublishAsync(sns));

        Assert.Equal("SNS answered 400 with <html>.", failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Page)]
    [InlineData("<html/>")]
    public async Task A_404_of_somebody_else_does_not_say_that_a_topic_is_missing(string body)
    {
        await using var sns = new SnsListener(WireAnswer.Of(404, body, "text/html"));

        var failure = await Assert.ThrowsAsync<SnsException>(() => PublishAsync(sns));

        Assert.Equal(("", HttpStatusCode.NotFound), (failure.ErrorCode, failure.StatusCode));
        Assert.StartsWith("SNS answered 404 with ", failure.Message, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(SnsListener sns, TimeSpan? timeout = null, CancellationToken? ct = null)
    {
        using var client = new SnsClient(new AwsOptions(sns.Url, "eu-central-1"), timeout);
        await client.PublishBatchAsync("arn", [new SnsEntry("1", "m", new Dictionary<string, string>(), null, null)], ct ?? Ct);
    }
}
