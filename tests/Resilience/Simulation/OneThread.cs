namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>
/// Runs asynchronous code step by step on the only thread of the pool: whatever is awaited goes on in the order in which it became
/// ready, and the clock moves on when nothing is ready. So the same code with the same answers takes the same steps.
/// </summary>
internal static class OneThread
{
    /// <summary>What a process has in its environment whose pool has one thread.</summary>
    public static IReadOnlyList<string> Settings { get; } = ["DOTNET_ThreadPool_ForceMinWorkerThreads", "DOTNET_ThreadPool_ForceMaxWorkerThreads"];

    public static bool IsGiven
    {
        get
        {
            ThreadPool.GetMaxThreads(out var workers, out _);
            return workers == 1;
        }
    }

    /// <param name="moveOn">False when nothing will ever happen again.</param>
    /// <exception cref="InvalidOperationException">Nothing happens any more, and the body has not ended.</exception>
    public static void Run(Func<Task> body, Func<bool> moveOn)
    {
        if (!IsGiven) throw new InvalidOperationException($"Set {string.Join(" and ", Settings)} to 1: with several threads no two runs are the same.");
        using var over = new ManualResetEventSlim();
        Task? task = null;
        ThreadPool.UnsafeQueueUserWorkItem(_ => Begin(), null);
        over.Wait();
        if (task is { IsCompleted: false }) throw new InvalidOperationException("Nothing happens any more.");
        task!.GetAwaiter().GetResult();

        void Begin()
        {
            task = body();
            Turn(null);
        }

        // To the end of the queue each time: what is ready comes before.
        void Turn(object? state)
        {
            if (!task!.IsCompleted && (ThreadPool.PendingWorkItemCount > 0 || moveOn())) ThreadPool.UnsafeQueueUserWorkItem(Turn, null);
            else over.Set();
        }
    }
}
