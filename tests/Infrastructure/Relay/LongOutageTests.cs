using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Publishing;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Relay;

/// <summary>The relay and the publisher as they are, on simulated time; only SNS is not there.</summary>
public sealed class LongOutageTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private static readonly string[] Streams = ["a", "b", "c", "d"];

    private readonly RelayRig _rig = new();
    private readonly ISns _sns = Substitute.For<ISns>();
    private bool _isAway;
    private int _callsInVain;
    private int _written;

    [Fact, Enforces(6, 25)]
    public async Task After_ten_minutes_without_SNS_everything_arrives_in_order_and_nothing_was_given_up()
    {
        await using var rig = _rig;
        var publisher = Publisher();
        rig.Publisher.Answer = call => publisher.PublishAsync(call.Batch, call.Token);
        rig.Start();
        Write();
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == _written, "it flows");

        _isAway = true;
        var since = rig.Time.GetUtcNow();
        await rig.Time.UntilAsync(
            () =>
            {
                Write();
                return rig.Time.GetUtcNow() - since > TenMinutes;
            },
            "ten minutes had passed", stepMs: 2_500);
        await rig.Time.UntilAsync(() => rig.Status.ProbeAt is not null, "the circuit is open");
        Assert.Contains("Connection refused", rig.Status.Problem, StringComparison.Ordinal);
        // Once every 15 seconds in the end; each call ends in its own time, so the last probe may be followed by one more.
        Assert.InRange(Volatile.Read(ref _callsInVain), 20, 150);

        _isAway = false;
        await rig.Time.UntilAsync(() => rig.Outbox.Bookmark() == _written, "everything is behind the bookmark", stepMs: 500);

        Assert.Null(rig.Status.ProbeAt);
        Assert.Null(rig.Status.Problem);
        Assert.Empty(rig.Dead);
        foreach (var stream in Streams)
            Assert.Equal(
                Enumerable.Range(1, _written / Streams.Length).Select(version => $"{stream}{version}"),
                rig.Publisher.FirstAccepted.Where(name => name.StartsWith(stream, StringComparison.Ordinal)));
        rig.AssertSound();
    }

    private void Write()
    {
        var version = (_written / Streams.Length) + 1;
        foreach (var stream in Streams) _rig.Outbox.Append(stream, version);
        _written += Streams.Length;
        _rig.Signal.Raise();
    }

    private SnsPublisher Publisher()
    {
        var topology = Substitute.For<ISqsTopology>();
        topology.TopicAsync(Some.Ct).ReturnsForAnyArgs("arn");
        _sns.PublishBatchAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            if (!_isAway) return new SnsBatchResult([.. call.Arg<IReadOnlyList<SnsEntry>>().Select(entry => new SnsSuccess(entry.Id, "m"))], []);
            Interlocked.Increment(ref _callsInVain);
            throw new HttpRequestException("Connection refused");
        });
        return new SnsPublisher(_sns, topology, new SqsOptions(), new MessagingOptions(), _rig.Time);
    }
}
