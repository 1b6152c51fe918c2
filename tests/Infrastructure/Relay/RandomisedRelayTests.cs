using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Tests.Relay;

/// <summary>
/// Everything goes wrong at once, seeded. The log and the transport refuse whatever breaks a promise; in the end everything has been
/// accepted or recorded as rejected, and of each stream first in order.
/// </summary>
public sealed class RandomisedRelayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Enforces(6)]
    public async Task Whatever_fails_nothing_is_lost_and_streams_stay_in_order(int seed)
    {
        const int Events = 2_000;
        var random = new Random(seed);
        var chance = new Lock();
        var healed = false;
        await using var rig = new RelayRig(new RelayOptions { MaxInFlight = 60, BatchSize = 7, MaxCalls = 5, SaveEvery = TimeSpan.FromMilliseconds(30) });
        var versions = new Dictionary<string, long>();
        rig.Publisher.Answer = async call =>
        {
            if (Roll(3) == 0) await Task.Yield();
            if (Roll(4) == 0) await Task.Delay(TimeSpan.FromMilliseconds(Roll(400)), rig.Time, CancellationToken.None);
            if (!healed && Roll(25) == 0) throw new IOException("broken");
            if (!healed && Roll(40) == 0) await Task.Delay(Timeout.InfiniteTimeSpan, rig.Time, call.Token);
            return [.. call.Batch.Select(Result)];
        };
        rig.Start();

        var written = 0;
        await rig.Time.UntilAsync(
            () =>
            {
                for (var n = Roll(60); n > 0 && written < Events; n--) Write();
                if (Roll(3) > 0) rig.Signal.Raise();
                if (Roll(15) == 0) rig.Outbox.FailNextRead();
                if (Roll(15) == 0) rig.Outbox.FailNextSave();
                if (Roll(30) == 0) rig.Outbox.FailNextSave(new FencedOffException());
                if (Roll(40) == 0) rig.Outbox.FailNextOpen();
                return written == Events;
            },
            "everything was written", stepMs: 150);
        healed = true;
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark(0) + rig.Outbox.Bookmark(1) == Events, "everything lay behind the bookmark", stepMs: 500);

        rig.AssertSound();
        foreach (var (stream, last) in versions)
        {
            var handled = rig.Publisher.Accepted.Where(e => e.Stream == stream).Select(e => e.Version).Distinct().ToList();
            Assert.Equal(handled.Order(), handled);
            var dead = rig.Dead.Where(name => name.StartsWith(stream, StringComparison.Ordinal)).Distinct().Count();
            Assert.True(handled.Count + dead >= last, $"{stream}: {handled.Count} accepted and {dead} rejected of {last}");
        }

        void Write()
        {
            var stream = $"{Roll(25)}v";
            versions[stream] = versions.GetValueOrDefault(stream) + 1;
            rig.Outbox.Append(stream, versions[stream], shard: stream.Length % 2);
            written++;
        }

        PublishResult Result(Envelope envelope) => Roll(100) switch
        {
            // What is refused once is refused for ever, or its place in the stream would mean nothing.
            _ when envelope.Version % 50 == 7 => PublishResult.Rejected("too odd"),
            0 or 1 when !healed => PublishResult.Unavailable("down"),
            _ => PublishResult.Accepted,
        };

        int Roll(int below)
        {
            lock (chance) return random.Next(below);
        }
    }
}
