using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    [Theory, MemberData(nameof(Databases)), Enforces(8, 29)]
    public async Task Duplicates_late_repetitions_and_streams_that_overtake_each_other_change_no_effect(string database)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Shaker? shaker = null;
        var failures = new Random(seed);
        await using var world = await CreateWorldAsync(
            database,
            services => Shaker.Around(services, new Random(seed), made => shaker = made),
            // A pause would end the receiving in the middle of a repetition.
            KeyValuePair.Create("Consumers:PauseAfterStreams", (string?)"1000"));
        world.Diary.Breaks = _ =>
        {
            lock (failures) return failures.Next(20) == 0;
        };
        await world.DeployAsync(Release.Two);
        var written = Interleaved(streams: 9, Enumerable.Range(1, 12), Release.One, Release.Two);

        foreach (var some in written.Chunk(30)) await world.WriteAsync(some);

        await AllIsHandledOnceAsync(world, written, readAs: 2);
        TestContext.Current.TestOutputHelper!.WriteLine($"{shaker!.Repeated} repeated, {shaker.Swapped} swapped, {shaker.Stale} late");
        Assert.True(shaker.Repeated >= written.Count * Diary.Consumers.Length);
        Assert.True(shaker.Swapped > 0 && shaker.Stale > 0);
    }

    [Theory, MemberData(nameof(Databases)), Enforces(8)]
    public async Task What_a_relay_publishes_twice_has_one_effect(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.Two);
        var written = Interleaved(streams: 3, Enumerable.Range(1, 2), Release.Two);

        // What has been handled.
        await world.WriteAsync([written[0]]);
        await Eventually.IsTrueAsync(
            async () => await world.ReadAsync(Diary.CountAsync) == Diary.Consumers.Length, "the first event was handled");
        await world.PublishAsync(written[0]);
        await world.PublishAsync(written[0]);

        // What nobody could handle yet.
        world.Diary.Breaks = envelope => envelope.Id == written[1].Id;
        await world.WriteAsync([written[1]]);
        await Eventually.IsTrueAsync(world.HasPublishedAllAsync, "the transport had accepted the second event");
        await world.PublishAsync(written[1]);
        world.Diary.Breaks = _ => false;

        await world.WriteAsync(written[2..]);
        await AllIsHandledOnceAsync(world, written, readAs: 2);
    }
}
