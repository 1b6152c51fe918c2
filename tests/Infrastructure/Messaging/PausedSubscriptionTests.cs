using CleanFiles.Application.Ports;
using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Messaging;

/// <summary>A host stops receiving for a while and begins again.</summary>
public sealed class PausedSubscriptionTests
{
    private static readonly Subscription Mail = new("mail", new HashSet<string> { "file.renamed" }, MaxBatch: 1, Concurrency: 1);

    [Fact]
    [Enforces(17)]
    public async Task While_a_subscription_is_not_run_any_more_its_events_are_parked_at_once_and_come_in_order_when_it_is_run_again()
    {
        await using var rig = new BusRig();
        await rig.Bus.DeclareAsync(Mail, Some.Ct);
        var handled = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            using var receiving = new CancellationTokenSource();
            var run = rig.Bus.RunAsync(Mail, (batch, _) => HandleAsync(handled, batch), receiving.Token);
            await rig.PublishedAsync(Some.Envelope("a", 1 + (3 * round)), Some.Envelope("b", 1 + (3 * round)));
            await Eventually.IsTrueAsync(() => rig.Lot.Count == 0 && handled.Count == 2 + (6 * round), "everything was handled");
            await receiving.CancelAsync();
            await run;

            for (var version = 2 + (3 * round); version <= 3 + (3 * round); version++)
                await rig.PublishAsync(Some.Envelope("a", version), Some.Envelope("b", version)).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
            Assert.Equal(4, rig.Lot.Count);
        }

        Assert.Equal(Enumerable.Range(1, 7).Select(version => $"a{version}"), handled.Where(name => name[0] == 'a'));
        Assert.Equal(Enumerable.Range(1, 7).Select(version => $"b{version}"), handled.Where(name => name[0] == 'b'));
    }

    [Fact]
    [Enforces(17)]
    public async Task What_waits_in_memory_when_the_receiving_ends_is_parked_at_once_also_while_a_handler_still_runs()
    {
        await using var rig = new BusRig();
        await rig.Bus.DeclareAsync(Mail, Some.Ct);
        using var receiving = new CancellationTokenSource();
        var hanging = new TaskCompletionSource<IReadOnlyList<Verdict>>();
        var run = rig.Bus.RunAsync(Mail, (_, _) => hanging.Task, receiving.Token);
        var published = rig.PublishAsync(Some.Envelope("a"));
        await Eventually.IsStillAsync(() => published.IsCompleted, "its handler runs");
        var waiting = rig.PublishAsync(Some.Envelope("b"), Some.Envelope("c"));

        await receiving.CancelAsync();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        await rig.PublishAsync(Some.Envelope("d")).WaitAsync(TimeSpan.FromSeconds(30), Some.Ct);
        Assert.Equal(["b", "c", "d"], rig.Lot.Rows("mail").Select(row => row.Envelope.Stream).Order());

        hanging.SetResult([Verdict.Ack]);
        await run;
        await published;
    }

    [Fact]
    [Enforces(17)]
    public async Task A_lot_that_fails_in_the_moment_when_the_receiving_ends_does_no_harm()
    {
        await using var rig = new BusRig();
        await rig.Bus.DeclareAsync(Mail, Some.Ct);
        using var receiving = new CancellationTokenSource();
        var run = rig.Bus.RunAsync(Mail, (_, _) => Task.FromResult<IReadOnlyList<Verdict>>([Verdict.Retry(TimeSpan.FromMinutes(1))]), receiving.Token);
        await rig.PublishAsync(Some.Envelope());
        rig.Lot.Breaks = () =>
        {
            receiving.Cancel();
            return true;
        };
        await rig.Time.UntilAsync(() => run.IsCompleted, "the receiving ended", stepMs: 10_000);
        await run;
        Assert.Equal(1, rig.Lot.Count);
    }

    private static Task<IReadOnlyList<Verdict>> HandleAsync(List<string> handled, IReadOnlyList<Delivery> batch)
    {
        handled.AddRange(batch.Select(delivery => $"{delivery.Envelope.Stream}{delivery.Envelope.Version}"));
        return Task.FromResult<IReadOnlyList<Verdict>>([.. batch.Select(_ => Verdict.Ack)]);
    }
}
