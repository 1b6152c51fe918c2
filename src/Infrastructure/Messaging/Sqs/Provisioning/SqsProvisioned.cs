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
        var sources = place is null ? [] : SourcesOf(subscription, topic ?? place.Topic(_names.Topic), place);
        var there = new List<Source>();
        foreach (var source in sources)
            if (!source.IsElsewhere || await _topicStep.IsThereAsync(source.TopicArn, subscription.Consumer, source.Types, differences, ct)) there.Add(source);
        var deadUrl = await _queueStep.EnsureAsync(dead, _queueMust.DeadLetterQueue, differences, ct);
        var url = await _queueStep.EnsureAsync(name, place is null ? [] : Must(place), differences, ct);
        foreach (var source in there)
            await _subscriptionStep.EnsureAsync(source.TopicArn, place!.Queue(name), name, Subscriptions.To(source.Types), differences, ct);
        differences.ThrowIfAny();
        return new ConsumerQueue(url!, deadUrl!);

        IReadOnlyList<Requirement> Must(Place here) =>
            _queueMust.Queue(here.Queue(name), here.Queue(dead), [.. sources.Select(source => source.TopicArn)]);
    }

    /// <summary>The topics that a consumer's queue is subscribed to: this service's own, where it handles anything of it, and those of others.</summary>
    private static List<Source> SourcesOf(Subscription subscription, string ownTopic, Place place)
    {
        var own = subscription.EventTypes.Except(subscription.Elsewhere.SelectMany(one => one.Value)).ToList();
        return
        [
            .. own.Count > 0 ? [new Source(ownTopic, own, IsElsewhere: false)] : Array.Empty<Source>(),
            .. subscription.Elsewhere.GroupBy(one => place.Topic(one.Key), one => one.Value)
                .Select(topic => new Source(topic.Key, [.. topic.SelectMany(types => types).Distinct()], IsElsewhere: true)),
        ];
    }

    private sealed record Source(string TopicArn, IReadOnlyList<string> Types, bool IsElsewhere);
}
