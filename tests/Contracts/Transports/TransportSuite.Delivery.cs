using System.Diagnostics;
using System.Text;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    [Fact, Enforces(10, 20, 28)]
    public async Task What_is_published_arrives_at_every_subscription_as_it_was_published()
    {
        var (many, single) = (NewWitness("recorder", maxBatch: 10, concurrency: 1), NewWitness("caller", maxBatch: 1, concurrency: 4));
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(many.Subscription, single.Subscription);
        process.Receive(many);
        process.Receive(single);
        var tricky = Encoding.UTF8.GetBytes(Tricky);
        var full = new EnvelopeHeaders(
            "corrélation \"1\" \\ 文", Guid.CreateVersion7(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ReadableAs: 1);
        Envelope[] published =
        [
            new(Guid.CreateVersion7(), Uploaded, 2, "full", 1, Noon.AddMicroseconds(1).ToOffset(TimeSpan.FromHours(2)), tricky, full),
            new(Guid.NewGuid(), Uploaded, 7, "bare", long.MaxValue, DateTimeOffset.UnixEpoch, tricky, new("c")),
            new(Guid.NewGuid(), Uploaded, 1, $"a stream's \"name\" / Ωμέγα 文 {new string('n', 200)}", 1, Noon, "{}"u8.ToArray(), full),
            .. OneOfEach(streams: 150),
        ];

        await process.PublishAsync(published);

        foreach (var witness in new[] { many, single })
        {
            await AllIsAcknowledgedAsync(witness, published);
            foreach (var met in witness.Met) ArrivedAsWritten(Assert.Single(published, one => one.Id == met.Envelope.Id), met.Envelope);
        }
    }

    [Fact, Enforces(10)]
    public async Task A_subscription_is_handed_the_types_that_it_names_and_no_other()
    {
        var (uploads, others) = (NewWitness("recorder", 10, 1, Uploaded), NewWitness("caller", 1, 4, Renamed, Deleted));
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(uploads.Subscription, others.Subscription);
        process.Receive(uploads);
        process.Receive(others);
        List<Envelope> published = [..
            from version in Enumerable.Range(1, 6)
            from stream in Enumerable.Range(0, 4)
            select Event($"s{stream}", version, ((version + stream) % 4) switch { 0 => Renamed, 1 => Uploaded, 2 => Deleted, _ => "file.shredded" })];

        await process.PublishAsync(published);

        await AllIsAcknowledgedAsync(uploads, published.Where(one => one.Type == Uploaded));
        await AllIsAcknowledgedAsync(others, published.Where(one => one.Type is Renamed or Deleted));
    }

    [Fact, Enforces(10, 29, 31)]
    public async Task Events_of_a_stream_come_in_their_order_however_often_some_fail_and_whoever_receives()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var failing = new Random(seed);
        Witness[] witnesses = [NewWitness("recorder", maxBatch: 10, concurrency: 1), NewWitness("caller", maxBatch: 1, concurrency: 4)];
        foreach (var witness in witnesses) witness.Answer = _ => Task.FromResult(Fails() ? Verdict.Retry(TimeSpan.FromMilliseconds(50)) : Verdict.Ack);
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync([.. witnesses.Select(witness => witness.Subscription)]);
        var published = new List<Envelope>();

        for (var first = 1; first < 12; first += 4)
        {
            var receivings = witnesses.Select(process.Receive).ToList();
            await PublishAsync(first, first + 1);
            foreach (var receiving in receivings) await receiving.StopAsync();
            await PublishAsync(first + 2, first + 3);
        }

        foreach (var witness in witnesses) process.Receive(witness);
        foreach (var witness in witnesses) await AllIsAcknowledgedAsync(witness, published);

        async Task PublishAsync(params int[] versions)
        {
            List<Envelope> some = [.. versions.SelectMany(version => OneOfEach(streams: 7, version))];
            await process.PublishAsync(some);
            published.AddRange(some);
        }

        bool Fails()
        {
            lock (failing) return failing.Next(12) == 0;
        }
    }

    [Fact, Enforces(10)]
    public async Task What_is_to_be_tried_again_comes_again_not_before_its_pause_and_with_later_events_of_its_stream_behind_it()
    {
        var pause = TimeSpan.FromSeconds(1.5);
        var (failed, again) = (0L, TimeSpan.Zero);
        var witness = NewWitness("caller", maxBatch: 1, concurrency: 2);
        witness.Answer = delivery => Task.FromResult(delivery.Envelope.Version == 1 ? Answer() : Verdict.Ack);
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(witness.Subscription);
        process.Receive(witness);
        Envelope[] published = [Event("s", 1), Event("s", 2)];

        await process.PublishAsync(published);

        await AllIsAcknowledgedAsync(witness, published);
        var deliveries = witness.Met.Where(delivery => delivery.Envelope.Id == published[0].Id).ToList();
        Assert.Equal(2, deliveries.Count);
        Assert.True(deliveries[1].Attempt > 1);
        // Some milliseconds for a clock that was set meanwhile.
        Assert.True(again > pause - TimeSpan.FromMilliseconds(100), $"It came again after {again}.");

        Verdict Answer()
        {
            if (failed != 0)
            {
                again = Stopwatch.GetElapsedTime(failed);
                return Verdict.Ack;
            }

            failed = Stopwatch.GetTimestamp();
            return Verdict.Retry(pause);
        }
    }

    [Fact, Enforces(10, 28)]
    public async Task What_a_host_forgot_to_answer_comes_again()
    {
        var witness = NewWitness("recorder", maxBatch: 10, concurrency: 1);
        witness.Answer = delivery => Task.FromResult(witness.TimesMet(delivery.Envelope) == 1 ? default : Verdict.Ack);
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(witness.Subscription);
        process.Receive(witness);
        var published = OneOfEach(streams: 3);

        await process.PublishAsync(published);

        await AllIsAcknowledgedAsync(witness, published);
        Assert.All(published, one => Assert.True(witness.Met.Last(met => met.Envelope.Id == one.Id).Attempt > 1));
    }

    [Fact, Enforces(10)]
    public async Task Of_a_batch_only_what_was_not_acknowledged_comes_again()
    {
        var witness = NewWitness("recorder", maxBatch: 10, concurrency: 1);
        var published = OneOfEach(streams: 30);
        var failing = published.Where((_, index) => index % 3 == 1).Select(one => one.Id).ToHashSet();
        witness.Answer = delivery => Task.FromResult(
            failing.Contains(delivery.Envelope.Id) && witness.TimesMet(delivery.Envelope) == 1 ? Verdict.Retry(TimeSpan.FromMilliseconds(100)) : Verdict.Ack);
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(witness.Subscription);
        // Before anybody receives, so that there are batches.
        await process.PublishAsync(published);
        process.Receive(witness);
        await AllIsAcknowledgedAsync(witness, published);

        var later = OneOfEach(streams: 30, version: 2);
        await process.PublishAsync(later);

        await AllIsAcknowledgedAsync(witness, later);
        Assert.Contains(witness.Batches, batch => batch.Select(verdict => verdict.Kind).Distinct().Count() == 2);
        Assert.All(published, one => Assert.Equal(failing.Contains(one.Id) ? 2 : 1, witness.TimesMet(one)));
    }

    [Fact, Enforces(10)]
    public async Task What_is_given_up_as_dead_holds_up_no_other_stream_and_does_not_come_again_soon()
    {
        var witness = NewWitness("recorder", maxBatch: 10, concurrency: 1);
        witness.Answer = delivery => Task.FromResult(
            delivery.Envelope.Stream == "dead" ? Verdict.Dead("It could not be recorded.") : Verdict.Ack);
        await using var rig = await CreateRigAsync();
        var process = await rig.StartAsync(witness.Subscription);
        process.Receive(witness);
        var dead = Event("dead", 1);

        for (var version = 1; version <= 3; version++)
        {
            var others = OneOfEach(streams: 5, version);
            await process.PublishAsync(version == 1 ? [dead, .. others] : others);
            await AllIsAcknowledgedAsync(witness, others);
        }

        Assert.Equal(1, witness.TimesMet(dead));
    }

    [Fact, Enforces(10, 20)]
    public async Task An_envelope_as_large_as_is_promised_arrives()
    {
        var witness = NewWitness("recorder", maxBatch: 10, concurrency: 1);
        await using var rig = await CreateRigAsync(KeyValuePair.Create("Messaging:MaxEnvelopeBytes", (string?)$"{CarriedBytes}"));
        var process = await rig.StartAsync(witness.Subscription);
        process.Receive(witness);
        // One alone, and several in one batch.
        Envelope[] published = [.. Enumerable.Range(0, 3).Select(stream => Padded(Event($"large{stream}", 1), CarriedBytes - MessagingOptions.AttributeBytes)), .. OneOfEach(streams: 5)];

        await process.PublishAsync(published[..1]);
        await process.PublishAsync(published[1..]);

        await AllIsAcknowledgedAsync(witness, published);
        foreach (var met in witness.Met) ArrivedAsWritten(Assert.Single(published, one => one.Id == met.Envelope.Id), met.Envelope);
    }
}
