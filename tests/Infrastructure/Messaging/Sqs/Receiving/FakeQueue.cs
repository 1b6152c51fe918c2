using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.CloudEvents;

namespace CleanFiles.Infrastructure.Tests.Messaging.Sqs.Receiving;

/// <summary>A queue with visibility and receive counts; a FIFO one gives out nothing of a group of which something is out.</summary>
internal sealed class FakeQueue(TimeProvider time, bool fifo)
{
    private readonly Lock _lock = new();
    private readonly List<Item> _items = [];
    private TaskCompletionSource _changed = NewChange();
    private int _handles;

    public FakeQueue? DeadLetters { get; init; }

    public int MaxReceives { get; init; } = int.MaxValue;

    /// <summary>Before each call is answered: it may throw, or not end.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Of how many calls that hide messages SQS fails, by a fault of its own, with each of their entries.</summary>
    public int OwnFaults { get; set; }

    /// <summary>Changes a message on its way out.</summary>
    public Action<Message> OnTheWay { get; set; } = _ => { };

    public ConcurrentQueue<ReceiveMessageRequest> Receives { get; } = [];

    public ConcurrentQueue<SendMessageRequest> Sends { get; } = [];

    /// <summary>Names of what each call deleted.</summary>
    public ConcurrentQueue<string[]> Deletes { get; } = [];

    /// <summary>Names and seconds of each call.</summary>
    public ConcurrentQueue<(string Name, int Seconds)[]> Hides { get; } = [];

    public IEnumerable<(string Name, int Seconds)> Hidden => Hides.SelectMany(call => call);

    public IEnumerable<string> Deleted => Deletes.SelectMany(call => call);

    /// <summary>Came as often as the queue allows, and went to the dead-letter queue.</summary>
    public ConcurrentQueue<string> GivenUp { get; } = [];

    public int UnderWay { get; private set; }

    public int MostUnderWay { get; private set; }

    public int Count
    {
        get { lock (_lock) return _items.Count; }
    }

    public int MostReceives
    {
        get { lock (_lock) return _items.Count == 0 ? 0 : _items.Max(item => item.Count); }
    }

    /// <summary>Adds "a1": version 1 of stream a.</summary>
    public void Add(params string[] names)
    {
        foreach (var name in names)
            Put(name, Encoding.UTF8.GetString(CloudEventWriter.Write(Envelope(name)).Span), group: name[..1]);
    }

    public void Put(string name, string? body, string? group = null, int count = 0)
    {
        lock (_lock) _items.Add(new Item(name, body, fifo ? group ?? name : null) { Count = count });
        Changed();
    }

    public static Envelope Envelope(string name) => Some.Envelope(name[..1], int.Parse(name[1..], CultureInfo.InvariantCulture), "happened");

    /// <summary>How many are out with a receiver.</summary>
    public int Out
    {
        get { lock (_lock) return _items.Count(item => item.VisibleAt > time.GetUtcNow()); }
    }

    /// <summary>As if another process had received them; all without names.</summary>
    public void Steal(params string[] names)
    {
        lock (_lock)
            foreach (var item in _items.Where(item => names.Length == 0 || names.Contains(item.Name))) item.Handle = "stolen";
    }

    public async Task<ReceiveMessageResponse> ReceiveAsync(ReceiveMessageRequest request, CancellationToken ct)
    {
        lock (_lock) MostUnderWay = Math.Max(MostUnderWay, ++UnderWay);
        Receives.Enqueue(request);
        try
        {
            await Before("receive", ct);
            var deadline = time.GetUtcNow().AddSeconds(request.WaitTimeSeconds ?? 0);
            while (true)
            {
                Task changed;
                TimeSpan wait;
                lock (_lock)
                {
                    var messages = Take(request);
                    if (messages.Count > 0) return new ReceiveMessageResponse { Messages = messages };
                    var now = time.GetUtcNow();
                    if (now >= deadline) return new ReceiveMessageResponse();
                    changed = _changed.Task;
                    wait = _items.Select(item => item.VisibleAt).Where(at => at > now).Append(deadline).Min() - now;
                }

                using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
                await Task.WhenAny(changed, Task.Delay(wait, time, end.Token));
                await end.CancelAsync();
                ct.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lock (_lock) UnderWay--;
        }
    }

    public async Task<DeleteMessageBatchResponse> DeleteAsync(DeleteMessageBatchRequest request, CancellationToken ct)
    {
        await Before("delete", ct);
        lock (_lock)
        {
            var deleted = Named(request.Entries.ConvertAll(entry => (entry.Id, entry.ReceiptHandle)), out var failed);
            Deletes.Enqueue([.. deleted.Values.Select(item => item.Name)]);
            _items.RemoveAll(item => deleted.ContainsValue(item));
            Changed();
            return new DeleteMessageBatchResponse { Failed = failed };
        }
    }

    public async Task<ChangeMessageVisibilityBatchResponse> HideAsync(ChangeMessageVisibilityBatchRequest request, CancellationToken ct)
    {
        await Before(request.Entries.All(entry => entry.VisibilityTimeout == 30) ? "keep" : "hide", ct);
        lock (_lock)
        {
            if (OwnFaults-- > 0)
            {
                return new ChangeMessageVisibilityBatchResponse
                {
                    Failed = request.Entries.ConvertAll(entry => new BatchResultErrorEntry { Id = entry.Id, Code = "InternalError", SenderFault = false }),
                };
            }

            var found = Named(request.Entries.ConvertAll(entry => (entry.Id, entry.ReceiptHandle)), out var failed);
            Hides.Enqueue([.. found.Select(pair => (pair.Value.Name, Seconds(pair.Key)))]);
            foreach (var (id, item) in found)
            {
                item.VisibleAt = time.GetUtcNow().AddSeconds(Seconds(id));
                if (Seconds(id) == 0) item.Handle = null;
            }

            Changed();
            return new ChangeMessageVisibilityBatchResponse { Failed = failed };
        }

        int Seconds(string id) => request.Entries.Single(entry => entry.Id == id).VisibilityTimeout ?? -1;
    }

    public async Task<SendMessageResponse> SendAsync(SendMessageRequest request, CancellationToken ct)
    {
        await Before("send", ct);
        Sends.Enqueue(request);
        Put($"sent{Sends.Count}", request.MessageBody, request.MessageGroupId);
        return new SendMessageResponse();
    }

    private Dictionary<string, Item> Named(List<(string Id, string Handle)> entries, out List<BatchResultErrorEntry>? failed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(entries.Select(entry => entry.Handle).Distinct().Count(), entries.Count);
        if (entries.Count is 0 or > 10) throw new TooManyEntriesInBatchRequestException($"{entries.Count} entries");
        var found = entries.Select(entry => (entry.Id, Item: _items.FirstOrDefault(item => item.Handle == entry.Handle && item.VisibleAt > time.GetUtcNow())))
            .ToDictionary(pair => pair.Id, pair => pair.Item);
        var missing = found.Where(pair => pair.Value is null)
            .Select(pair => new BatchResultErrorEntry { Id = pair.Key, Code = "ReceiptHandleIsInvalid", SenderFault = true }).ToList();
        failed = missing.Count == 0 ? null : missing;
        return found.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
    }

    private List<Message> Take(ReceiveMessageRequest request)
    {
        var (now, taken) = (time.GetUtcNow(), new List<Message>());
        var locked = _items.Where(item => item.VisibleAt > now && item.Group is not null).Select(item => item.Group).ToHashSet();
        foreach (var item in _items.Where(item => item.VisibleAt <= now && !locked.Contains(item.Group)).ToList())
        {
            if (taken.Count == request.MaxNumberOfMessages) break;
            if (item.Count >= MaxReceives)
            {
                _items.Remove(item);
                GivenUp.Enqueue(item.Name);
                DeadLetters!.Put(item.Name, item.Body, item.Group, item.Count);
                continue;
            }

            (item.Count, item.Handle, item.VisibleAt) = (item.Count + 1, $"h{++_handles}", now.AddSeconds(request.VisibilityTimeout ?? 0));
            taken.Add(MessageOf(item));
        }

        return taken;
    }

    private Message MessageOf(Item item)
    {
        var message = new Message
        {
            MessageId = item.Id.ToString(),
            Body = item.Body,
            ReceiptHandle = item.Handle,
            Attributes = new() { ["ApproximateReceiveCount"] = item.Count.ToString(CultureInfo.InvariantCulture) },
        };
        if (item.Group is not null) message.Attributes["MessageGroupId"] = item.Group;
        OnTheWay(message);
        return message;
    }

    private void Changed() => Interlocked.Exchange(ref _changed, NewChange()).TrySetResult();

    /// <summary>Whoever waits goes on elsewhere than under the lock.</summary>
    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Item(string name, string? body, string? group)
    {
        public Guid Id { get; } = Guid.NewGuid();

        public string Name => name;

        public string? Body => body;

        public string? Group => group;

        public int Count { get; set; }

        public string? Handle { get; set; }

        public DateTimeOffset VisibleAt { get; set; }
    }
}
