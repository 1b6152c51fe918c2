namespace CleanFiles.Infrastructure.Messaging.Sqs.Receiving;

/// <summary>
/// Sends single items in calls of up to ten. Nothing waits for company: what comes while a call is under way goes with the next one, so
/// that calls fill up just when there is much to do.
/// </summary>
/// <param name="send">Does not throw.</param>
internal sealed class Batcher<T>(Func<IReadOnlyList<T>, Task> send)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _waiting = [];
    private readonly HashSet<Task> _calls = [];

    public void Add(IEnumerable<T> items)
    {
        lock (_lock)
            foreach (var item in items) _waiting.Enqueue(item);
        Start();
    }

    /// <summary>Ends when everything that was added has been sent.</summary>
    public async Task EmptyAsync()
    {
        while (true)
        {
            Task[] calls;
            lock (_lock) calls = [.. _calls];
            if (calls.Length == 0) return;
            await Task.WhenAll(calls);
        }
    }

    private void Start(Task? ended = null)
    {
        foreach (var (items, done) in Next(ended)) _ = SendAsync(items, done);
    }

    /// <summary>What is to be sent now. It is begun with outside of the lock, for a call may end before it returns.</summary>
    private List<(IReadOnlyList<T> Items, TaskCompletionSource Done)> Next(Task? ended)
    {
        var next = new List<(IReadOnlyList<T>, TaskCompletionSource)>();
        lock (_lock)
        {
            if (ended is not null) _calls.Remove(ended);
            while (_waiting.Count >= SqsQueue.MaxEntries || (_waiting.Count > 0 && _calls.Count == 0))
            {
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _calls.Add(done.Task);
                next.Add(([.. Enumerable.Range(0, Math.Min(_waiting.Count, SqsQueue.MaxEntries)).Select(_ => _waiting.Dequeue())], done));
            }
        }

        return next;
    }

    private async Task SendAsync(IReadOnlyList<T> items, TaskCompletionSource done)
    {
        await send(items);
        Start(done.Task);
        done.SetResult();
    }
}
