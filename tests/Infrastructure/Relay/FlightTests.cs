using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Tests.Relay;

public sealed class FlightTests
{
    private readonly Flight _flight = new();

    [Fact]
    [Enforces(6)]
    public void Only_the_oldest_of_a_stream_is_ready()
    {
        Add("a1 a2 b1");
        Assert.Equal(["a1", "b1"], Taken(10));
        Assert.False(_flight.HasReady);
    }

    [Fact]
    public void The_next_of_a_stream_is_ready_when_its_predecessor_is_done()
    {
        Add("a1 a2");
        _flight.Done(_flight.Take(1)[0]);
        Assert.Equal(["a2"], Taken(10));
    }

    [Fact]
    public void What_comes_back_is_ready_again_and_still_ahead_of_its_stream()
    {
        Add("a1 a2");
        _flight.Return(_flight.Take(1)[0]);
        Assert.Equal(["a1"], Taken(10));
    }

    [Fact]
    public void No_more_are_taken_than_asked_for()
    {
        Add("a1 b1 c1");
        Assert.Equal(["a1", "b1"], Taken(2));
        Assert.Equal(["c1"], Taken(2));
    }

    [Fact]
    [Enforces(6)]
    public void Only_the_finished_prefix_of_a_shard_is_passed()
    {
        Add("a1 b1 c1");
        var slots = _flight.Take(3);
        _flight.Done(slots[1]);
        Assert.Equal((3, 0), (_flight.Count, _flight.Passed));

        _flight.Done(slots[0]);
        Assert.Equal((3, 2), (_flight.Count, _flight.Passed));
        Assert.Equal(["b1"], Passed());
        Assert.Equal((1, 0), (_flight.Count, _flight.Passed));
    }

    [Fact]
    public void Shards_pass_each_by_itself()
    {
        _flight.Add([Entry("a1", 0), Entry("b1", 1), Entry("c1", 1)]);
        var slots = _flight.Take(3);
        _flight.Done(slots[1]);
        _flight.Done(slots[2]);
        Assert.Equal(["c1"], Passed());
    }

    [Fact]
    public void A_stream_that_was_done_may_come_back_later()
    {
        Add("a1");
        _flight.Done(_flight.Take(1)[0]);
        Add("a2");
        Assert.Equal(["a2"], Taken(1));
    }

    private void Add(string names) => _flight.Add(names.Split(' ').Select(name => Entry(name, 0)));

    private string[] Taken(int max) => [.. _flight.Take(max).Select(slot => Name(slot.Entry))];

    private string[] Passed() => [.. _flight.TakePassed().Select(Name)];

    private static OutboxEntry Entry(string name, int shard) => new(shard, Some.Envelope(name[..1], name[1] - '0'));

    private static string Name(OutboxEntry entry) => $"{entry.Envelope.Stream}{entry.Envelope.Version}";
}
