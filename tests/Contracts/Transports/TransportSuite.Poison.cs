using System.Diagnostics;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Support;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    [Theory, MemberData(nameof(Databases)), Enforces(8)]
    public async Task A_poison_event_is_a_dead_letter_after_its_attempts_and_then_its_stream_goes_on(string database)
    {
        await using var world = await CreateWorldAsync(database, others: KeyValuePair.Create("Consumers:MaxAttempts", (string?)"3"));
        await world.DeployAsync(Release.Two);
        var written = Interleaved(streams: 4, Enumerable.Range(1, 4), Release.Two);
        var poison = written[0];
        world.Diary.Breaks = envelope => envelope.Id == poison.Id;

        await world.WriteAsync(written);

        await Eventually.IsTrueAsync(
            async () => (await world.DeadLettersAsync()).Count == Diary.Consumers.Length
                && await world.ReadAsync(Diary.CountAsync) == (written.Count - 1) * Diary.Consumers.Length,
            "the poison was given up by every consumer, and all else was handled");
        await world.StopAsync();
        Assert.All(await world.DeadLettersAsync(), letter => Assert.Equal((poison.Id, 3), (letter.EventId, letter.Attempts)));
        // The recorder also tries whole batches, which counts for nobody.
        var calls = world.Diary.Met.Where(met => met.Consumer == Caller<IIntegrationEvent>.Name && met.Envelope.Stream == poison.Stream)
            .Select(met => met.Envelope.Version).ToList();
        Assert.Equal(3, calls.Count(version => version == poison.Version));
        if (KeepsOrder) Assert.Equal([1, 1, 1, 2, 3, 4], calls);
        Assert.DoesNotContain(await world.ReadAsync(Diary.ReadAsync), entry => entry.EventId == poison.Id.ToString());
    }

    [Theory, MemberData(nameof(Databases)), Enforces(8, 10, 31)]
    public async Task While_an_event_fails_other_streams_go_on_and_its_own_waits_where_order_is_promised(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.Two);
        var written = Interleaved(streams: 5, Enumerable.Range(1, 4), Release.Two);
        var failing = written[0];
        world.Diary.Breaks = envelope => envelope.Id == failing.Id;
        var waiting = KeepsOrder ? written.Where(one => one.Stream == failing.Stream).ToList() : [failing];

        await world.WriteAsync(written);

        await Eventually.IsTrueAsync(
            async () => await world.ReadAsync(Diary.CountAsync) == (written.Count - waiting.Count) * Diary.Consumers.Length
                && Diary.Consumers.All(consumer => world.Diary.Met.Count(met => met.Consumer == consumer && met.Envelope.Id == failing.Id) > 2),
            "all that need not wait was handled, while the other one failed several times");
        Assert.Empty(await world.DeadLettersAsync());
        Assert.DoesNotContain(
            await world.ReadAsync(Diary.ReadAsync), entry => waiting.Exists(one => one.Id.ToString() == entry.EventId));

        world.Diary.Breaks = _ => false;
        await AllIsHandledOnceAsync(world, written, readAs: 2);
    }

    [Theory, MemberData(nameof(Databases)), Enforces(8, 10)]
    public async Task A_release_whose_handlers_hang_stops_in_time_and_the_next_one_handles_everything(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.Two);
        var written = Interleaved(streams: 4, Enumerable.Range(1, 3), Release.Two);
        world.Diary.Holds = _ => new TaskCompletionSource().Task;
        await world.WriteAsync(written);
        await Eventually.IsTrueAsync(
            () => Diary.Consumers.All(consumer => world.Diary.Met.Any(met => met.Consumer == consumer)), "a handler of each consumer hung");

        var stopped = Stopwatch.StartNew();
        await world.StopAsync();
        Assert.True(stopped.Elapsed < Receiving.InTime, $"It took {stopped.Elapsed.TotalSeconds:F1} s.");
        Assert.Equal(0, await world.ReadAsync(Diary.CountAsync));
        // To be stopped is no failure.
        Assert.False(await world.ReadAsync(db => db.Set<FailedDelivery>().AnyAsync()));

        world.Diary.Holds = _ => Task.CompletedTask;
        await world.DeployAsync(Release.Two);
        await AllIsHandledOnceAsync(world, written, readAs: 2);
    }

    [Theory, MemberData(nameof(Databases)), Enforces(8, 15)]
    public async Task An_event_that_lies_in_the_transport_and_that_no_build_handles_any_more_is_a_dead_letter_in_the_end_and_stops_nobody(string database)
    {
        await using var world = await CreateWorldAsync(database, others: KeyValuePair.Create("Consumers:MaxAttempts", (string?)"3"));
        await world.DeployAsync(Release.WithShredding);
        var strange = Release.WithShredding.ShreddedEnvelope("s0", 1);
        world.Diary.Holds = _ => new TaskCompletionSource().Task;
        await world.WriteAsync([strange]);
        await Eventually.IsTrueAsync(
            async () => await world.HasPublishedAllAsync() && Diary.Consumers.All(consumer => world.Diary.Met.Any(met => met.Consumer == consumer)),
            "the transport had accepted it, and nobody was done with it");
        await world.StopAsync();
        world.Diary.Holds = _ => Task.CompletedTask;

        // That release is taken back.
        await world.DeployAsync(Release.Two);
        var others = Interleaved(streams: 3, Enumerable.Range(2, 3), Release.Two);
        await world.WriteAsync(others);

        await Eventually.IsTrueAsync(
            async () => await world.ReadAsync(Diary.CountAsync) == others.Count * Diary.Consumers.Length
                && (await world.DeadLettersAsync()).Count == Diary.Consumers.Length,
            "it was given up, and all others were handled");
        Assert.Equal(
            Diary.Consumers.Order().Select(consumer => (
                consumer, strange.Id, $"{typeof(UnhandledEventException).FullName}: {consumer} does not handle file.shredded.")),
            (await world.DeadLettersAsync()).Select(letter => (letter.Consumer!, letter.EventId, letter.Reason.Split(Environment.NewLine)[0])));
    }
}
