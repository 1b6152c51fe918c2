using System.Collections.Concurrent;
using CleanFiles.Infrastructure.Messaging.Sqs.Receiving;
using CleanFiles.Support;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

public sealed class BatcherTests
{
    [Fact]
    public async Task What_comes_during_a_call_goes_together_with_the_next()
    {
        var (calls, gate) = (new ConcurrentQueue<int[]>(), new TaskCompletionSource());
        var batcher = new Batcher<int>(async items =>
        {
            calls.Enqueue([.. items]);
            await gate.Task;
        });
        for (var n = 0; n < 5; n++) batcher.Add([n]);
        var empty = batcher.EmptyAsync();
        Assert.Equal([0], Assert.Single(calls));
        Assert.False(empty.IsCompleted);
        gate.SetResult();
        await empty.WaitAsync(TimeSpan.FromSeconds(60), Some.Ct);
        Assert.Equal([[0], [1, 2, 3, 4]], calls);
    }

    [Fact]
    public async Task Full_calls_do_not_wait_for_each_other()
    {
        var (calls, gate) = (new ConcurrentQueue<int[]>(), new TaskCompletionSource());
        var batcher = new Batcher<int>(async items =>
        {
            calls.Enqueue([.. items]);
            await gate.Task;
        });
        batcher.Add(Enumerable.Range(0, 25));
        Assert.Equal([10, 10], calls.Select(call => call.Length));
        gate.SetResult();
        await batcher.EmptyAsync();
        Assert.Equal(Enumerable.Range(0, 25), calls.SelectMany(call => call));
    }

    [Fact]
    public async Task Whatever_is_added_by_many_at_once_is_sent_once_also_by_calls_that_end_at_once()
    {
        var sent = new ConcurrentQueue<int>();
        var batcher = new Batcher<int>(async items =>
        {
            if (items[0] % 3 == 0) await Task.Yield();
            foreach (var item in items) sent.Enqueue(item);
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), Some.Ct, (n, _) =>
        {
            batcher.Add([n]);
            return ValueTask.CompletedTask;
        });
        await batcher.EmptyAsync();
        Assert.Equal(Enumerable.Range(0, 2_000), sent.Order());
    }

    [Fact]
    public async Task A_call_is_not_begun_under_the_lock()
    {
        var (began, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var batcher = new Batcher<int>(items =>
        {
            if (items[0] != 0) return Task.CompletedTask;
            began.SetResult();
            gate.Task.Wait(TimeSpan.FromSeconds(60), Some.Ct);
            return Task.CompletedTask;
        });
        var first = Task.Run(() => batcher.Add([0]), Some.Ct);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60), Some.Ct);
        await Task.Run(() => batcher.Add([1]), Some.Ct).WaitAsync(TimeSpan.FromSeconds(60), Some.Ct);
        gate.SetResult();
        await first;
        await Eventually.IsTrueAsync(() => batcher.EmptyAsync().IsCompleted, "all is sent");
    }
}
