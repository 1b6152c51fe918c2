using Amazon.SQS;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging.Sqs.Sns;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Provisioning;

/// <summary>
/// Makes topic, queues and subscriptions, or says what differs. Each consumer's part is a step of its own, so that one of them that is not
/// as it must be holds up no other; but nothing is published before all of them are there.
/// </summary>
internal sealed class SqsProvisioned : ISqsTopology
{
    private readonly SqsNames _names;
    private readonly bool _mayChange;
    private readonly int _messageBytes;
    private readonly Queues _queueStep;
    private readonly QueueRequirements _queueMust;
    private readonly Topics _topicStep;
    private readonly TopicRequirements _topicMust;
    private readonly Subscriptions _subscriptionStep;
    private readonly Shared<Place> _place;
    private readonly Shared<string> _topic;
    private readonly Dictionary<string, Shared<ConsumerQueue>> _queues;

    /// <param name="subscriptions">Of every consumer of this build; there is one at least.</param>
    /// <param name="maxReceiveCount">After so many receives SQS moves a message to the dead-letter queue.</param>
    public SqsProvisioned(
        SqsOptions options, MessagingOptions messaging, IReadOnlyList<Subscription> subscriptions, int maxReceiveCount, ISns sns, IAmazonSQS sqs,
        TimeProvider time)
    {
        _names = new SqsNames(options.Name, options.Kind);
        _mayChange = options.Provisioning == SqsProvisioning.Create;
        _messageBytes = messaging.MaxEnvelopeBytes;
        (_queueStep, _topicStep, _subscriptionStep) = (new Queues(sqs), new Topics(sns), new Subscriptions(sns));
        (_queueMust, _topicMust) = (new QueueRequirements(options, _messageBytes, maxReceiveCount), new TopicRequirements(options, _messageBytes));
        _place = new Shared<Place>(ct => FindPlaceAsync([.. subscriptions.Select(one => one.Consumer)], ct), time);
        _topic = new Shared<string>(EnsureTopicAsync, time);
        _queues = subscriptions.ToDictionary(one => one.Consumer, one => new Shared<ConsumerQueue>(ct => EnsureQueuesAsync(one, ct), time));
    }

    public async Task<string> TopicAsync(CancellationToken ct)
    {
        var differences = new Differences(_mayChange);
        foreach (var queue in _queues.Values) await differences.OfAsync(queue.GetAsync(ct));
        var topic = await differences.OfAsync(_topic.GetAsync(ct));
        differences.ThrowIfAny();
        return topic!;
    }

    public Task<ConsumerQueue> QueueAsync(string consumer, CancellationToken ct) => _queues[consumer].GetAsync(ct);

    public void Forget()
    {
        _place.Forget();
        _topic.Forget();
        foreach (var queue in _queues.Values) queue.Forget();
    }

    /// <summary>Any queue tells it. Where there is none and one may be made, it is a dead-letter queue, the only thing that needs no ARN of another.</summary>
    private async Task<Place> FindPlaceAsync(IReadOnlyList<string> consumers, CancellationToken ct)
    {
        foreach (var name in consumers.SelectMany(one => new[] { _names.Queue(one), _names.DeadLetterQueue(one) }))
            if (await _queueStep.FindAsync(name, ct) is { } arn) return new Place(arn);
        if (!_mayChange)
        {
            throw new SqsMismatchException([
                $"The topic {_names.Topic} cannot be looked for, as its account is told by the queues and there is none; {Advice.Create}."]);
        }

        var url = await _queueStep.EnsureAsync(_names.DeadLetterQueue(consumers[0]), _queueMust.DeadLetterQueue, new Differences(true), ct);
        return new Place(await _queueStep.ArnAsync(url!, ct));
    }

    private async Task<string> EnsureTopicAsync(CancellationToken ct)
    {
        var differences = new Differences(_mayChange);
        var place = await differences.OfAsync(_place.GetAsync(ct));
        var arn = place is null ? null : await _topicStep.EnsureAsync(place.Topic(_names.Topic), _names.Topic, _topicMust.All, differences, ct);
        differences.ThrowIfAny();
        return arn!;
    }

    private async Task<ConsumerQueue> EnsureQueuesAsync(Subscription subscription, CancellationToken ct)
    {
        var (name, dead) = (_names.Queue(subscription.Consumer), _names.DeadLetterQueue(subscription.Consumer));
        var differences = new Differences(_mayChange);
        var topic = await differences.OfAsync(_topic.GetAsync(ct));
        var place = await differences.OfAsync(_place.GetAsync(ct));
        var deadUrl = await _queueStep.EnsureAsync(dead, _queueMust.DeadLetterQueue, differences, ct);
        var url = await _queueStep.EnsureAsync(name, place is null ? [] : Must(), differences, ct);
        if (place is not null) await _subscriptionStep.EnsureAsync(Topic(), place.Queue(name), name, Subscriptions.Of(subscription), differences, ct);
        differences.ThrowIfAny();
        return new ConsumerQueue(url!, deadUrl!);

        string Topic() => topic ?? place!.Topic(_names.Topic);

        IReadOnlyList<Requirement> Must() => _queueMust.Queue(place!.Queue(name), place.Queue(dead), Topic(), place.Account);
    }
}
