using System.Reflection;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Consuming;

public sealed class ConsumerDescriptorTests
{
    [Fact]
    [Enforces(8)]
    public void Every_consumer_is_found_by_its_attribute() => Assert.Superset(
        new HashSet<string> { "auditor", "content-reaper", "indexer", "notifier" },
        ConsumerDescriptor.Find(typeof(IUnitOfWork).Assembly).Select(consumer => consumer.Name).ToHashSet());

    [Fact]
    public void A_consumer_says_what_it_handles_and_how()
    {
        var consumer = Assert.Single(ConsumerDescriptor.Find(Holding(typeof(ExternalConsumer))));
        Assert.Equal(("external", ConsumerKind.External), (consumer.Name, consumer.Kind));
        Assert.Equal([typeof(Happened)], consumer.Handlers.Keys);
    }

    [Theory, InlineData(500, 100), InlineData(20, 20), Enforces(8)]
    public void A_consumer_whose_events_hold_much_takes_fewer_of_them_than_the_settings_allow(int setting, int taken) => Assert.Equal(
        taken,
        ConsumerDescriptor.Of(typeof(Frugal)).ToSubscription(ConsumingRig.Catalogue, new ConsumerOptions { BatchSize = setting }).MaxBatch);

    [Fact]
    public void One_that_takes_nothing_is_refused() => Assert.Equal(
        "Empty has MaxBatch 0 in [Consumer]; at least one event makes a batch.",
        Assert.Throws<EventCatalogueException>(() => ConsumerDescriptor.Of(typeof(Empty))).Message);

    [Fact]
    public void Two_of_the_same_name_are_refused() => Assert.Equal(
        "Several consumers are named external: ExternalConsumer, Twin; give each a name of its own in [Consumer].",
        Assert.Throws<EventCatalogueException>(() => ConsumerDescriptor.Find(Holding(typeof(ExternalConsumer), typeof(Twin)))).Message);

    [Fact]
    public void One_that_handles_nothing_is_refused() => Assert.Equal(
        "Idler has [Consumer] and handles nothing; implement IConsumer<TEvent>, or remove the attribute.",
        Assert.Throws<EventCatalogueException>(() => ConsumerDescriptor.Find(Holding(typeof(Idler)))).Message);

    private static Assembly Holding(params Type[] types)
    {
        var assembly = Substitute.For<Assembly>();
        assembly.GetTypes().Returns(types);
        return assembly;
    }

    [Consumer("external", ConsumerKind.External)]
    private sealed class Twin : IConsumer<Happened>
    {
        public Task<Effect?> HandleAsync(Happened @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(null);
    }

    [Consumer("frugal", ConsumerKind.Transactional, MaxBatch = 100)]
    private sealed class Frugal : IConsumer<Happened>
    {
        public Task<Effect?> HandleAsync(Happened @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(null);
    }

    [Consumer("empty", ConsumerKind.Transactional, MaxBatch = 0)]
    private sealed class Empty : IConsumer<Happened>
    {
        public Task<Effect?> HandleAsync(Happened @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(null);
    }

    [Consumer("idler", ConsumerKind.Transactional)]
    private sealed class Idler;
}
