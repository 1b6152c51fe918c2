using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Provisioning;

/// <summary>Publisher and consumers of a process ask for the same at the same time, and again and again.</summary>
public sealed class SharingTests
{
    [Fact]
    public async Task What_was_found_once_is_not_asked_for_again()
    {
        using var rig = new TopologyRig();
        var topology = rig.Creating;
        await topology.TopicAsync(Some.Ct);
        rig.Aws.ForgetCalls();
        await topology.TopicAsync(Some.Ct);
        await topology.QueueAsync("indexer", Some.Ct);
        Assert.Empty(rig.Aws.Calls);
    }

    [Fact]
    public async Task Who_asks_at_the_same_time_shares_one_attempt()
    {
        using var rig = new TopologyRig();
        var held = Hold(rig);
        var topology = rig.Creating;
        var topics = Enumerable.Range(0, 20).Select(_ => topology.TopicAsync(Some.Ct)).ToList();
        var queues = Enumerable.Range(0, 20).Select(one => topology.QueueAsync(one % 2 == 0 ? "indexer" : "mailer", Some.Ct)).ToList();
        held.SetResult();
        await Task.WhenAll(topics);
        await Task.WhenAll(queues);
        Assert.Equal(rig.Aws.Changes.Distinct(), rig.Aws.Changes);
        Assert.Equal(7, rig.Aws.Changes.Count());
    }

    [Fact]
    public async Task A_failure_is_everybodys_who_waits_and_is_not_kept()
    {
        using var rig = new TopologyRig();
        var held = Hold(rig);
        var topology = rig.Creating;
        var waiting = Enumerable.Range(0, 5).Select(_ => topology.QueueAsync("indexer", Some.Ct)).ToList();
        held.SetException(new HttpRequestException("unreachable"));
        foreach (var one in waiting) await Assert.ThrowsAsync<HttpRequestException>(() => one);
        Assert.Single(rig.Aws.Calls);

        rig.Aws.Before = _ => Task.CompletedTask;
        await topology.QueueAsync("indexer", Some.Ct);
    }

    [Fact]
    public async Task Who_stops_waiting_ends_at_once_and_leaves_the_attempt_to_the_others()
    {
        using var rig = new TopologyRig();
        var held = Hold(rig);
        var topology = rig.Creating;
        using var leaving = new CancellationTokenSource();
        var first = topology.QueueAsync("indexer", leaving.Token);
        var second = topology.QueueAsync("indexer", Some.Ct);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        held.SetResult();
        Assert.Equal(FakeSqs.Url(TopologyRig.Indexer), (await second).Url);
        Assert.Equal(rig.Aws.Changes.Distinct(), rig.Aws.Changes);
    }

    [Fact]
    public async Task An_attempt_whose_answer_never_comes_is_given_up_and_the_next_one_made()
    {
        var (time, attempts) = (new FakeTimeProvider(), 0);
        var shared = new Shared<int>(
            async ct =>
            {
                if (++attempts == 1) await Task.Delay(Timeout.Infinite, ct);
                return attempts;
            },
            time);
        var waiting = new[] { shared.GetAsync(Some.Ct), shared.GetAsync(Some.Ct) };

        time.Advance(TimeSpan.FromMinutes(1));

        foreach (var one in waiting) await Assert.ThrowsAsync<TimeoutException>(() => one.WaitAsync(TimeSpan.FromSeconds(60), Some.Ct));
        Assert.Equal(2, await shared.GetAsync(Some.Ct));
        Assert.Equal(2, await shared.GetAsync(Some.Ct));
    }

    [Fact]
    public async Task After_Forget_what_is_gone_is_made_anew_and_subscribed()
    {
        using var rig = new TopologyRig();
        var topology = rig.Creating;
        await topology.TopicAsync(Some.Ct);
        rig.Aws.Sqs.Queues.Clear();
        rig.Aws.Topics.Clear();
        rig.Aws.Subscriptions.Clear();
        await topology.TopicAsync(Some.Ct);
        Assert.Empty(rig.Aws.Topics);

        topology.Forget();
        await topology.QueueAsync("mailer", Some.Ct);
        Assert.NotNull(rig.Subscription(TopologyRig.Mailer));
        await topology.TopicAsync(Some.Ct);
        Assert.Equal((4, 1, 2), (rig.Aws.Sqs.Queues.Count, rig.Aws.Topics.Count, rig.Aws.Subscriptions.Count));
    }

    [Fact]
    public async Task What_is_forgotten_while_it_is_looked_for_is_looked_for_again()
    {
        using var rig = await TopologyRig.CreatedAsync();
        var held = Hold(rig);
        var topology = rig.Creating;
        var before = topology.QueueAsync("indexer", Some.Ct);
        topology.Forget();
        held.SetResult();
        await before;
        rig.Aws.ForgetCalls();
        await topology.QueueAsync("indexer", Some.Ct);
        Assert.NotEmpty(rig.Aws.Calls);
    }

    [Fact]
    public async Task One_consumers_queue_that_differs_stops_the_publishing_but_no_other_consumer()
    {
        using var rig = await TopologyRig.CreatedAsync();
        rig.Queue(TopologyRig.Mailer)["FifoQueue"] = "false";
        var topology = rig.Creating;
        await topology.QueueAsync("indexer", Some.Ct);
        await Assert.ThrowsAsync<SqsMismatchException>(() => topology.TopicAsync(Some.Ct));
    }

    private static TaskCompletionSource Hold(TopologyRig rig)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Aws.Before = _ => held.Task;
        return held;
    }
}
