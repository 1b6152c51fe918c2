using CleanFiles.Infrastructure.Messaging.Sqs;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs;

public sealed class SqsNamesTests
{
    [Fact]
    public void Queues_and_topic_begin_with_the_services_name_and_end_with_their_kind()
    {
        var fifo = new SqsNames("cleanfiles", SqsKind.Fifo);
        Assert.Equal("cleanfiles-events.fifo", fifo.Topic);
        Assert.Equal("cleanfiles-indexer.fifo", fifo.Queue("indexer"));
        Assert.Equal("cleanfiles-indexer-dead.fifo", fifo.DeadLetterQueue("indexer"));
        Assert.Equal("cleanfiles-indexer-dead", new SqsNames("cleanfiles", SqsKind.Standard).DeadLetterQueue("indexer"));
    }

    [Theory]
    [InlineData("cleanfiles")]
    [InlineData("a")]
    [InlineData("clean-files-2")]
    public void A_name_in_kebab_case_is_fine(string service) => Assert.Null(Problem(service));

    [Theory, Enforces(25)]
    [InlineData("")]
    [InlineData("My_Service")]
    [InlineData("2files")]
    [InlineData("-files")]
    [InlineData("files-")]
    [InlineData("clean--files")]
    [InlineData("clean.files")]
    [InlineData("dateien-für-alle")]
    [InlineData("files\n")]
    public void Any_other_name_is_told_with_what_it_must_be(string service)
    {
        var problem = Problem(service);
        Assert.StartsWith($"Messaging:Sqs:Name is '{service}'; it must be lower-case letters and digits", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SqsKind.Fifo, 62)]
    [InlineData(SqsKind.Standard, 67)]
    internal void The_longest_name_may_have_as_many_characters_as_SQS_allows_and_no_more(SqsKind kind, int fits)
    {
        Assert.Equal(80, new SqsNames(new string('a', fits), kind).DeadLetterQueue("indexer").Length);
        Assert.Null(Problem(new string('a', fits), kind));
        Assert.EndsWith(" has 82 characters; SQS allows 80, so the name must be 2 shorter.", Problem(new string('a', fits + 2), kind), StringComparison.Ordinal);
    }

    [Fact]
    public void A_consumer_called_like_the_dead_letter_queue_of_another_one_is_told() => Assert.Equal(
        "Two queues would be called x-mail-dead.fifo; no consumer may be called like another one with -dead behind it.",
        SqsNames.Problem("x", SqsKind.Fifo, ["mail", "mail-dead"]));

    private static string? Problem(string service, SqsKind kind = SqsKind.Fifo) => SqsNames.Problem(service, kind, ["audit", "indexer"]);
}
