using System.Collections.Concurrent;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Messaging;

/// <summary>
/// Handlers, lot and process fail at random, seeded; a publisher repeats what was not answered, as the relay does. In the end each
/// consumer has handled everything, of each stream first in order, and the lot is empty.
/// </summary>
public sealed class RandomisedBusTests(PostgresFixture postgres)
{
    private static readonly string[] Consumers = ["audit", "mail", "search"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Enforces(10)]
    public async Task Whatever_fails_nothing_is_lost_and_streams_stay_in_order(int seed)
    {
        var lot = new FakeParkingLot();
        await RunAsync(seed, events: 1_500, lot, chance => lot.Breaks = () => chance(60) == 0, () => lot.Breaks = () => false, () => Task.FromResult(lot.Count == 0));
    }

    [Theory]
    [InlineData("Sqlite", 5)]
    [InlineData("Postgres", 6)]
    [Enforces(10)]
    public async Task The_same_holds_on_a_real_database(string provider, int seed)
    {
        await using var database = await TestDatabase.CreateAsync(provider, postgres);
        var lot = database.Services.GetRequiredService<IParkingLot>();
        await RunAsync(seed, events: 200, lot, _ => { }, () => { }, async () => await database.CountAsync("parked_deliveries") == 0);
    }

    private static async Task RunAsync(
        int seed, int events, IParkingLot lot, Action<Func<int, int>> breakLot, Action mendLot, Func<Task<bool>> isEmptyAsync)
    {
        var random = new Random(seed);
        var chance = new Lock();
        var healed = false;
        var time = new CountingTime();
        var inboxes = Consumers.ToDictionary(consumer => consumer, _ => new ConcurrentDictionary<Guid, bool>());
        var first = new ConcurrentQueue<(string Consumer, string Stream, long Version)>();
        var overlaps = new ConcurrentQueue<string>();
        var running = new ConcurrentDictionary<string, bool>();
        var published = Enumerable.Range(0, 20).ToDictionary(n => $"s{n}", _ => 0L);
        var open = new ConcurrentDictionary<string, Envelope>();
        var left = events;
        breakLot(Roll);

        while (left > 0) await LiveAsync(until: left - events / 10 - Roll(events / 10));
        healed = true;
        mendLot();
        await LiveAsync(until: 0);

        Assert.Empty(overlaps);
        foreach (var consumer in Consumers)
            foreach (var (stream, last) in published)
                Assert.Equal(
                    Enumerable.Range(1, (int)last).Select(version => (long)version),
                    first.Where(one => one.Consumer == consumer && one.Stream == stream).Select(one => one.Version));

        // One life of the process: some publishes, then a stop, and what was not answered is published again in the next.
        async Task LiveAsync(int until)
        {
            await using var rig = new BusRig(lot, time, new InMemoryOptions { LaneCapacity = 8 });
            foreach (var consumer in Consumers) await StartAsync(rig, consumer);
            using var end = new CancellationTokenSource();
            var streams = published.Keys.Select(stream => PublishAsync(rig, stream, end.Token)).ToList();
            await time.UntilAsync(
                () => (until > 0 && left < until) || (left <= 0 && streams.All(one => one.IsCompleted)), "the process had its time", stepMs: 100);
            if (healed) await time.UntilAsync(isEmptyAsync, "the lot was emptied", stepMs: 60_000);

            await end.CancelAsync();
            var all = Task.WhenAll(streams);
            await time.UntilAsync(() => all.IsCompleted, "the publishes ended", stepMs: 100);
            await all;
            var stopped = rig.StopAsync();
            await time.UntilAsync(() => stopped.IsCompleted, "the bus stopped", stepMs: 100);
            await stopped;
        }

        // The lot may be broken at the start too; then the start is tried again.
        async Task StartAsync(BusRig rig, string consumer)
        {
            try
            {
                await rig.AddAsync(consumer, delivery => HandleAsync(consumer, delivery.Envelope), maxBatch: consumer == "audit" ? 10 : 1, concurrency: consumer == "mail" ? 4 : 1);
            }
            catch (IOException)
            {
                await StartAsync(rig, consumer);
            }
        }

        async Task PublishAsync(BusRig rig, string stream, CancellationToken ct)
        {
            while (!ct.IsCancellationRequested && (open.ContainsKey(stream) || Interlocked.Decrement(ref left) >= 0))
            {
                var envelope = open.GetOrAdd(stream, _ => Some.Envelope(stream, published[stream] + 1));
                try
                {
                    await rig.Bus.PublishAsync([envelope], ct);
                    published[stream] = envelope.Version;
                    open.TryRemove(stream, out _);
                }
                catch (Exception e) when (e is IOException or OperationCanceledException)
                {
                    await Task.Yield();
                }
            }
        }

        async Task<Verdict> HandleAsync(string consumer, Envelope envelope)
        {
            if (!running.TryAdd($"{consumer}:{envelope.Stream}", true)) overlaps.Enqueue($"{consumer}: two of {envelope.Stream} side by side");
            try
            {
                if (Roll(3) == 0) await Task.Yield();
                if (!healed && Roll(8) == 0) await Task.Delay(TimeSpan.FromMilliseconds(Roll(3_000)), time, CancellationToken.None);
                if (!healed && Roll(10) == 0) return Verdict.Retry(TimeSpan.FromMilliseconds(Roll(4_000)));
                if (!healed && Roll(300) == 0) return Verdict.Dead("given up");
                if (inboxes[consumer].TryAdd(envelope.Id, true)) first.Enqueue((consumer, envelope.Stream, envelope.Version));
                return Verdict.Ack;
            }
            finally
            {
                running.TryRemove($"{consumer}:{envelope.Stream}", out _);
            }
        }

        int Roll(int below)
        {
            lock (chance) return random.Next(below);
        }
    }
}
