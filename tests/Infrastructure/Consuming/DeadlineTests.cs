using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests.Consuming;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Delivery Kept = new(Some.Envelope(), 1, CancellationToken.None);

    private readonly FakeTimeProvider _time = Some.Time;

    [Fact, Enforces(8)]
    public async Task What_was_done_counts_even_if_the_message_was_taken_back_meanwhile()
    {
        using var deadline = New();
        using var withdrawn = new CancellationTokenSource();
        await withdrawn.CancelAsync();
        Assert.Equal(1, await deadline.MeetAsync(Withdrawn(withdrawn.Token), _ => Task.FromResult(1)));
        Assert.Null(deadline.Unfinished);
    }

    [Fact, Enforces(8)]
    public async Task Work_that_ends_for_nobody_is_given_up_after_its_time_and_known_to_run()
    {
        using var deadline = New();
        var never = new TaskCompletionSource<int>();
        var work = deadline.MeetAsync(Kept, _ => never.Task);
        _time.Advance(Patience);
        Assert.Equal("mail took longer than 30 s.", (await Assert.ThrowsAsync<TimeoutException>(() => work)).Message);
        Assert.Same(never.Task, deadline.Unfinished);
    }

    [Fact, Enforces(8)]
    public async Task Work_that_blocks_its_thread_is_told_when_its_time_is_over()
    {
        using var deadline = new Deadline("mail", TimeSpan.FromMilliseconds(50), TimeProvider.System, Some.Ct);
        await Assert.ThrowsAsync<TimeoutException>(() => Task.Run(() => deadline.MeetAsync<int>(Kept, ct =>
        {
            ct.WaitHandle.WaitOne(TimeSpan.FromSeconds(60));
            ct.ThrowIfCancellationRequested();
            return Task.FromResult(0);
        })));
    }

    [Fact, Enforces(8)]
    public async Task Each_work_has_all_of_the_time_whatever_became_of_the_one_before()
    {
        using var deadline = New();
        var failing = new TaskCompletionSource<int>();
        var failed = deadline.MeetAsync(Kept, _ => failing.Task);
        _time.Advance(Patience * 0.9);
        failing.SetException(new InvalidOperationException("conflict"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        _time.Advance(Patience * 2);

        var slow = new TaskCompletionSource<int>();
        var second = deadline.MeetAsync(Kept, _ => slow.Task);
        _time.Advance(Patience * 0.9);
        slow.SetResult(2);
        Assert.Equal(2, await second);

        var late = deadline.MeetAsync(Kept, _ => new TaskCompletionSource<int>().Task);
        _time.Advance(Patience);
        await Assert.ThrowsAsync<TimeoutException>(() => late);
        Assert.Equal(3, await deadline.MeetAsync(Kept, _ => Task.FromResult(3)));
    }

    private Deadline New() => new("mail", Patience, _time, CancellationToken.None);

    private static Delivery Withdrawn(CancellationToken by) => new(Some.Envelope(), 1, by);
}
