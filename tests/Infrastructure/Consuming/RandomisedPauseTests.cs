using System.Collections.Concurrent;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Tests.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Consuming;

/// <summary>
/// A consumer on the in-memory bus whose handlers fail at random, all of them for a while, and whose database goes away and comes back,
/// seeded; a publisher repeats what was not answered, as the relay does.
/// </summary>
public sealed class RandomisedPauseTests
{
    private const int Streams = 12;

    private enum Weather
    {
        Fair,
        Broken,
        Outage,
    }

    [Theory]
    [InlineData(typeof(TransactionalConsumer), 1)]
    [InlineData(typeof(TransactionalConsumer), 2)]
    [InlineData(typeof(ExternalConsumer), 3)]
    [InlineData(typeof(ExternalConsumer), 4)]
    [Enforces(17)]
    public async Task Whatever_fails_every_event_is_handled_once_and_in_order_and_no_attempt_is_spent_in_a_pause(Type consumer, int seed)
    {
        var (random, chance) = (new Random(seed), new Lock());
        var (lot, weather, over) = (new FakeParkingLot(), Weather.Fair, false);
        var allowed = new ConcurrentDictionary<Guid, int>();
        var events = new ConcurrentDictionary<Guid, (string Stream, long Version)>();
        var published = Task.CompletedTask;
        InMemoryBus? bus = null;
        var options = new ConsumerOptions
        {
            MaxAttempts = 1_000,
            MaxRetryPause = TimeSpan.FromSeconds(3),
            PauseAfterStreams = 4,
            MaxPause = TimeSpan.FromSeconds(8),
            BatchSize = 8,
        };
        var rig = new ConsumingRig(
            consumer, options, time => bus = new InMemoryBus(lot, time, new InMemoryOptions { LaneCapacity = 4 }, NullLogger<InMemoryBus>.Instance));
        rig.Blame(DatabaseFault.Outage, e => e is IOException);
        rig.OnInbox = _ => ThrowInOutage();
        rig.Failures.NoteAsync(null!, null!, null!, Some.Ct).ReturnsForAnyArgs(_ => weather == Weather.Outage ? Task.FromException(new IOException("down")) : Task.CompletedTask);
        rig.Script.Handle = HandleAsync;
        await bus!.DeclareAsync(rig.Host.Subscription, Some.Ct);

        using var stop = new CancellationTokenSource();
        var run = rig.Host.RunAsync(stop.Token);
        published = Task.WhenAll(Enumerable.Range(0, Streams).Select(n => PublishAsync($"s{n}")));
        for (var turn = 0; turn < 20; turn++)
        {
            weather = (Weather)Roll(3);
            (lot.FailsToRead, lot.FailsToWrite, rig.CanCount) = (weather == Weather.Outage, weather == Weather.Outage, weather != Weather.Outage);
            var until = rig.Time.GetUtcNow().AddMilliseconds(Roll(15_000));
            await rig.Time.UntilAsync(() => rig.Time.GetUtcNow() >= until, "the weather changed", stepMs: 500);
        }

        (over, weather, lot.FailsToRead, lot.FailsToWrite, rig.CanCount) = (true, Weather.Fair, false, false, true);
        await rig.Time.UntilAsync(() => run.IsCompleted || (published.IsCompleted && lot.Count == 0), "everything was handled", stepMs: 1_000);
        Assert.False(run.IsCompleted, $"The host has ended: {run.Exception}");
        await published;
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);

        Assert.Contains(rig.Lines, line => line.Contains("goes on", StringComparison.Ordinal));
        Assert.Null(rig.Status.Pause);
        foreach (var stream in rig.Committed.Select(id => events[id]).GroupBy(one => one.Stream))
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(version => (long)version), stream.Select(one => one.Version));
        Assert.Equal(events.Count, rig.Committed.Count);
        Assert.All(rig.Attempts, spent => Assert.InRange(spent.Value, 0, allowed.GetValueOrDefault(spent.Key)));

        async Task PublishAsync(string stream)
        {
            for (var version = 1; !over; version++)
            {
                var envelope = Some.Envelope(stream, version, "happened");
                events[envelope.Id] = (stream, version);
                while (!await IsAcceptedAsync(envelope)) await Task.Delay(TimeSpan.FromMilliseconds(Roll(2_000)), rig.Time, Some.Ct);
                await Task.Delay(TimeSpan.FromMilliseconds(Roll(15_000)), rig.Time, Some.Ct);
            }
        }

        async Task<bool> IsAcceptedAsync(Envelope envelope)
        {
            try
            {
                await bus!.PublishAsync([envelope], Some.Ct);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        async Task<Effect?> HandleAsync(Envelope envelope, CancellationToken ct)
        {
            // A delivery that is tried after an outage counts: that it fails by itself shows that the database is back.
            var pause = rig.Status.Pause;
            var mayCount = pause is null || pause.Outage is not null;
            if (Roll(3) == 0) await Task.Delay(TimeSpan.FromMilliseconds(Roll(2_000)), rig.Time, ct);
            if (weather != Weather.Broken && (weather != Weather.Fair || Roll(6) > 0)) return _ => Task.CompletedTask;
            if (mayCount) allowed.AddOrUpdate(envelope.Id, 1, (_, failures) => failures + 1);
            throw new InvalidDataException("odd");
        }

        void ThrowInOutage()
        {
            if (weather == Weather.Outage) throw new IOException("down");
        }

        int Roll(int below)
        {
            lock (chance) return random.Next(below);
        }
    }
}
