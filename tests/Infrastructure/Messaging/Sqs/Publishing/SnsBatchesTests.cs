using CleanFiles.Infrastructure.Messaging.Sqs.Publishing;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Publishing;

public sealed class SnsBatchesTests
{
    [Theory, Enforces(25)]
    [InlineData("", "")]
    [InlineData("1 1 1", "3")]
    [InlineData("1 1 1 1 1 1 1 1 1 1", "10")]
    [InlineData("1 1 1 1 1 1 1 1 1 1 1", "10 1")]
    [InlineData("60 40", "2")]
    [InlineData("60 41", "1 1")]
    [InlineData("50 50 1 99 100 1", "2 2 1 1")]
    [InlineData("101", "1")]
    [InlineData("1 500 1", "1 1 1")]
    public void A_call_has_ten_entries_and_the_bytes_it_may_have_at_most(string bytes, string expected)
    {
        var messages = bytes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((size, index) => SnsMessage.Of(Some.Envelope(), index, fifo: true) with { Bytes = int.Parse(size, null) }).ToList();
        var calls = SnsBatches.Of(messages, maxBytes: 100).ToList();
        Assert.Equal(expected, string.Join(' ', calls.Select(call => call.Count)));
        Assert.Equal(messages, calls.SelectMany(call => call));
    }
}
