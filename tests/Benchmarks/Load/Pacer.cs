using System.Diagnostics;

namespace CleanFiles.Benchmarks.Load;

/// <summary>An open loop: whatever becomes of the others, each transaction begins when it is due. A thread of its own waits, since timers are late by milliseconds.</summary>
internal static class Pacer
{
    public static async Task<IReadOnlyList<(Guid Id, long At)>> RunAsync(int count, int perSecond, Func<Guid, CancellationToken, Task> produce)
    {
        var dues = new List<(Guid Id, long At)>(count);
        var tasks = new List<Task>(count);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var due = began + (i * Stopwatch.Frequency / perSecond);
                while (Stopwatch.GetTimestamp() < due) Thread.Sleep(1);
                var id = Guid.CreateVersion7();
                dues.Add((id, due));
                tasks.Add(Task.Run(() => produce(id, CancellationToken.None)));
            }

            done.SetResult();
        });
        thread.Start();
        await done.Task;
        await Task.WhenAll(tasks);
        return dues;
    }
}
