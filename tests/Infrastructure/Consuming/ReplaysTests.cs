using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CleanFiles.Infrastructure.Tests.Consuming;

/// <summary>The loop that hands replays to a host, by a clock of the tests' own.</summary>
public sealed class ReplaysTests
{
    [Fact]
    [Enforces(15)]
    public async Task A_replay_that_succeeds_is_ended_and_the_next_is_looked_for_at_once()
    {
        var (rig, waiting) = (new ConsumingRig(), new FakeReplays("a1", "b1"));

        await RunAsync(rig, waiting, () => waiting.Log.Count == 2);

        Assert.Equal(["end a1", "end b1"], waiting.Log.Order());
        Assert.Equal(2, rig.Known.Count);
        Assert.Equal(Some.Noon, rig.Time.GetUtcNow());
    }

    [Fact]
    [Enforces(15)]
    public async Task A_replay_that_fails_is_counted_and_comes_again_when_the_host_says()
    {
        var (rig, waiting) = (new ConsumingRig(), new FakeReplays("a1"));
        rig.Script.Handle = (_, _) => throw new IOException("still broken");

        await RunAsync(rig, waiting, () => waiting.Log.Count == 1);

        Assert.Equal("delay a1 by 1 s", Assert.Single(waiting.Log));
        Assert.Equal(1, Assert.Single(rig.Attempts).Value);
    }

    [Fact]
    public async Task A_host_that_can_neither_handle_nor_record_sees_the_replay_again_after_the_longest_pause()
    {
        var (rig, waiting) = (new ConsumingRig { CanCount = false }, new FakeReplays("a1"));
        rig.Script.Handle = (_, _) => throw new IOException("still broken");

        await RunAsync(rig, waiting, () => waiting.Log.Count == 1);

        Assert.Equal("delay a1 by 3 s", Assert.Single(waiting.Log));
    }

    [Fact]
    public async Task An_external_consumer_gets_replays_one_by_one_and_no_more_than_it_may_handle_side_by_side()
    {
        var (rig, waiting) = (new ConsumingRig(typeof(ExternalConsumer)), new FakeReplays("a1", "b1", "c1", "d1", "e1", "f1"));
        var gate = new TaskCompletionSource();
        var begun = 0;
        rig.Script.Handle = async (_, _) =>
        {
            Interlocked.Increment(ref begun);
            await gate.Task;
            return null;
        };

        await RunAsync(rig, waiting, async () =>
        {
            await Eventually.IsTrueAsync(() => begun == rig.Options.Concurrency, "all lanes were busy");
            await Eventually.IsStillAsync(() => begun, "no more were begun");
            Assert.Equal(rig.Options.Concurrency, begun);
            gate.SetResult();
            await Eventually.IsTrueAsync(() => waiting.Log.Count == 6, "all were ended");
        });
    }

    [Fact]
    public async Task While_there_is_none_it_looks_now_and_then_also_after_the_database_was_away()
    {
        var (rig, waiting) = (new ConsumingRig(), new FakeReplays { Broken = true });

        await RunAsync(rig, waiting, async () =>
        {
            await Eventually.IsTrueAsync(() => waiting.Looks == 1, "it looked");
            waiting.Broken = false;
            await rig.Time.UntilAsync(() => waiting.Looks == 3, "it looked again", stepMs: 100);
            Assert.InRange(rig.Time.GetUtcNow() - Some.Noon, rig.Options.ReplayPoll * 2, rig.Options.ReplayPoll * 4);
        });
    }

    [Fact]
    public async Task When_the_process_stops_a_replay_that_is_cut_short_is_free_for_the_next_at_once()
    {
        var (rig, waiting) = (new ConsumingRig(), new FakeReplays("a1"));
        var begun = new TaskCompletionSource();
        rig.Script.Handle = async (_, ct) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
            return null;
        };
        using var stop = new CancellationTokenSource();
        var running = Loop(rig, waiting).RunAsync(rig.Host, stop.Token);
        await begun.Task;

        await stop.CancelAsync();
        await rig.Time.UntilAsync(() => running.IsCompleted, "the loop ended", stepMs: 100);

        Assert.Equal("delay a1 by 0 s", Assert.Single(waiting.Log));
        Assert.Empty(rig.Attempts);
    }

    [Fact]
    public async Task While_its_consumer_pauses_no_replay_is_claimed()
    {
        var (rig, waiting) = (new ConsumingRig(), new FakeReplays("a1"));
        rig.Script.Handle = (_, _) => throw new InvalidDataException("odd");
        foreach (var name in new[] { "p1", "q1", "r1" }) await rig.HandleAsync(ConsumingRig.Delivery(name));
        Assert.True(rig.Host.IsPausing);
        rig.Script.Handle = (_, _) => Task.FromResult<Effect?>(null);

        await RunAsync(rig, waiting, () => rig.Time.UntilAsync(
            () =>
            {
                if (rig.Host.IsPausing) Assert.Equal(0, waiting.Looks);
                return waiting.Log.Count == 1;
            },
            "the replay was settled"));

        Assert.Equal("end a1", Assert.Single(waiting.Log));
    }

    private static Task RunAsync(ConsumingRig rig, FakeReplays waiting, Func<bool> done) =>
        RunAsync(rig, waiting, () => Eventually.IsTrueAsync(done, "the replays were settled"));

    private static async Task RunAsync(ConsumingRig rig, FakeReplays waiting, Func<Task> meanwhile)
    {
        using var stop = new CancellationTokenSource();
        var running = Loop(rig, waiting).RunAsync(rig.Host, stop.Token);
        await meanwhile();
        await stop.CancelAsync();
        await running;
    }

    private static Replays Loop(ConsumingRig rig, FakeReplays waiting)
    {
        waiting.Now = rig.Time.GetUtcNow;
        return new Replays(waiting, rig.Options, rig.Time, NullLogger<Replays>.Instance);
    }

    /// <summary>Hands each out once and writes down how it was settled.</summary>
    private sealed class FakeReplays(params string[] names) : IReplays
    {
        private readonly Queue<Envelope> _due = new(names.Select(name => Some.Envelope(name[..1], name[1] - '0', "happened")));
        private readonly Dictionary<Guid, string> _names = [];
        private int _looks;

        public System.Collections.Concurrent.ConcurrentQueue<string> Log { get; } = [];

        public Func<DateTimeOffset> Now { get; set; } = () => default;

        public bool Broken { get; set; }

        public int Looks => Volatile.Read(ref _looks);

        public Task<IReadOnlyList<Envelope>> ClaimAsync(string consumer, DateTimeOffset until, int max, CancellationToken ct)
        {
            Interlocked.Increment(ref _looks);
            if (Broken) throw new IOException("The database is away.");
            var claimed = new List<Envelope>();
            while (claimed.Count < max && _due.TryDequeue(out var envelope)) claimed.Add(envelope);
            foreach (var envelope in claimed) _names[envelope.Id] = $"{envelope.Stream}{envelope.Version}";
            return Task.FromResult<IReadOnlyList<Envelope>>(claimed);
        }

        public Task EndAsync(string consumer, Guid eventId, DateTimeOffset until, CancellationToken ct)
        {
            Log.Enqueue($"end {_names[eventId]}");
            return Task.CompletedTask;
        }

        public Task DelayAsync(string consumer, Guid eventId, DateTimeOffset until, DateTimeOffset next, CancellationToken ct)
        {
            Log.Enqueue($"delay {_names[eventId]} by {(next - Now()).TotalSeconds} s");
            return Task.CompletedTask;
        }
    }
}
