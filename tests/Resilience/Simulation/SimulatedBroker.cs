using CleanFiles.Application.Ports;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>
/// A topic with a queue for each consumer, as little obliging as a broker may be: what is published twice is delivered twice, and whoever
/// dies or stands still has what it received taken away and given to others. In order within a stream.
/// </summary>
internal sealed class SimulatedBroker(Steps steps, SimulatedTime time)
{
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(20), Poll = TimeSpan.FromMilliseconds(250);

    private readonly SortedDictionary<string, List<Message>> _queues = [];

    /// <summary>Messages that nobody has settled.</summary>
    public int Waiting => _queues.Values.Sum(queue => queue.Count);

    /// <summary>What was moved to the broker's own net.</summary>
    public int Dead { get; private set; }

    public IPublisher PublisherOf(SimulatedProcess process) => new Publisher(this, process);

    public ISubscriber SubscriberOf(SimulatedProcess process) => new Subscriber(this, process);

    public void Declare(string consumer) => _queues.TryAdd(consumer, []);

    private Task TakeAsync(SimulatedProcess process, string place) => steps.TakeAsync(process, place);

    private void Append(Envelope envelope)
    {
        foreach (var queue in _queues.Values) queue.Add(new Message(envelope));
    }

    /// <summary>What is visible and has nothing of its stream before it that is not.</summary>
    private List<Message> Receive(string consumer, int max)
    {
        var (received, blocked) = (new List<Message>(), new HashSet<string>());
        foreach (var message in _queues[consumer])
        {
            if (received.Count == max) break;
            if (message.VisibleAt > time.Elapsed) blocked.Add(message.Envelope.Stream);
            else if (!blocked.Contains(message.Envelope.Stream)) received.Add(message);
        }

        foreach (var message in received) message.Hide(time.Elapsed + Visibility);
        return received;
    }

    private sealed class Message(Envelope envelope)
    {
        public Envelope Envelope => envelope;

        public TimeSpan VisibleAt { get; set; }

        /// <summary>How often it was received; an answer counts only for the last time.</summary>
        public int Receipt { get; private set; }

        public void Hide(TimeSpan until) => (Receipt, VisibleAt) = (Receipt + 1, until);
    }

    private sealed class Publisher(SimulatedBroker broker, SimulatedProcess process) : IPublisher
    {
        public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct)
        {
            foreach (var envelope in batch)
            {
                await broker.TakeAsync(process, $"publish {envelope.Stream} {envelope.Version}");
                // What is called off may be on its way already.
                if (!ct.IsCancellationRequested || broker.Flip()) broker.Append(envelope);
                ct.ThrowIfCancellationRequested();
            }

            await broker.TakeAsync(process, $"{batch.Count} events published");
            return [.. batch.Select(_ => PublishResult.Accepted)];
        }
    }

    private sealed class Subscriber(SimulatedBroker broker, SimulatedProcess process) : ISubscriber
    {
        public Task DeclareAsync(Subscription subscription, CancellationToken ct)
        {
            broker.Declare(subscription.Consumer);
            return Task.CompletedTask;
        }

        public async Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct)
        {
            var running = new List<Task>();
            while (!ct.IsCancellationRequested)
            {
                running.RemoveAll(task => task.IsCompleted);
                if (running.Count < subscription.Concurrency) await broker.TakeAsync(process, "receive");
                var received = running.Count < subscription.Concurrency ? broker.Receive(subscription.Consumer, subscription.MaxBatch) : [];
                if (received.Count > 0) running.Add(HandleAsync(subscription.Consumer, received, handler, ct));
                else await WaitAsync(running, ct);
            }

            await Task.WhenAll(running);
        }

        private async Task WaitAsync(List<Task> running, CancellationToken ct)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny([.. running, Task.Delay(Poll, process.Time, end.Token)]);
            await end.CancelAsync();
        }

        private async Task HandleAsync(string consumer, List<Message> received, DeliveryHandler handler, CancellationToken ct)
        {
            using var withdrawn = new CancellationTokenSource(Timeout.InfiniteTimeSpan, process.Time);
            var receipts = received.ConvertAll(message => message.Receipt);
            var isOver = false;
            Keep();
            try
            {
                var verdicts = await handler([.. received.Select(message => new Delivery(message.Envelope, message.Receipt, withdrawn.Token))], ct);
                foreach (var (message, receipt, verdict) in received.Zip(receipts, verdicts))
                {
                    await broker.TakeAsync(process, $"{verdict.Kind} {consumer} {message.Envelope.Stream} {message.Envelope.Version}");
                    if (message.Receipt == receipt) Settle(consumer, message, verdict);
                }
            }
            catch (SimulatedFailureException)
            {
                // It was not heard, so the message comes again.
            }
            finally
            {
                isOver = true;
            }

            // A process that lives asks for more time; whose does not is taken back.
            void Keep() => broker.After(Visibility / 2, () =>
            {
                if (isOver) return;
                if (process.IsDead || process.IsFrozen) process.WhenItRuns(Withdraw);
                else
                {
                    foreach (var (message, receipt) in received.Zip(receipts))
                        if (message.Receipt == receipt && message.VisibleAt > broker.Now) message.VisibleAt = broker.Now + Visibility;
                    Keep();
                }
            });

            void Withdraw()
            {
                if (!isOver) withdrawn.Cancel();
            }
        }

        private void Settle(string consumer, Message message, Verdict verdict)
        {
            if (verdict.Kind == VerdictKind.Retry)
            {
                message.VisibleAt = broker.Now + verdict.After;
                return;
            }

            if (verdict.Kind == VerdictKind.Dead) broker.Dead++;
            broker._queues[consumer].Remove(message);
        }
    }

    private TimeSpan Now => time.Elapsed;

    private bool Flip() => steps.Flip();

    private void After(TimeSpan span, Action action) => time.CreateTimer(_ => action(), null, span, Timeout.InfiniteTimeSpan);
}
