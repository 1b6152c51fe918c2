namespace CleanFiles.Domain.Tests;

public class AggregateRootTests
{
    [Fact]
    public void A_new_aggregate_has_version_0_and_raised_nothing()
    {
        var counter = new Counter();

        Assert.Equal(0, counter.Version);
        Assert.Empty(counter.Raised);
    }

    [Fact]
    public void Each_raised_event_takes_the_next_version()
    {
        var counter = new Counter();

        counter.Count();
        counter.Count();

        Assert.Equal(2, counter.Version);
        Assert.Equal([1, 2], counter.Raised.Select(raised => raised.Version));
        Assert.All(counter.Raised, raised => Assert.IsType<Counted>(raised.Event));
    }

    [Fact]
    public void Clearing_forgets_the_events_and_keeps_the_version()
    {
        var counter = new Counter();
        counter.Count();

        counter.ClearRaised();

        Assert.Empty(counter.Raised);
        Assert.Equal(1, counter.Version);
    }

    [Fact]
    public void Events_raised_after_clearing_go_on_counting()
    {
        var counter = new Counter();
        counter.Count();
        counter.ClearRaised();

        counter.Count();

        Assert.Equal(2, Assert.Single(counter.Raised).Version);
    }

    private sealed record Counted : IDomainEvent;

    private sealed class Counter : AggregateRoot
    {
        public override string Stream => "counter";

        public void Count() => Raise(new Counted());
    }
}
