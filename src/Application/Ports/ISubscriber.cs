namespace CleanFiles.Application.Ports;

/// <summary>What one consumer wants to receive.</summary>
/// <param name="Consumer">The consumer's stable name; also names its queue where the transport has queues.</param>
/// <param name="EventTypes">Names of the contracts it handles; the transport keeps all others out.</param>
/// <param name="MaxBatch">The most deliveries handed over at once.</param>
/// <param name="Concurrency">How many batches may be handled side by side, never two of one stream.</param>
public sealed record Subscription(string Consumer, IReadOnlySet<string> EventTypes, int MaxBatch, int Concurrency)
{
    /// <summary>Which of the types other services publish, by the topic that they come from; the rest comes from this service.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Elsewhere { get; init; } = new Dictionary<string, IReadOnlySet<string>>();
}

/// <summary>One attempt to hand an envelope to a consumer.</summary>
/// <param name="Attempt">From 1; above 1 the transport has delivered it before.</param>
/// <param name="Withdrawn">Cancelled when the transport has taken the delivery back, so that its verdict no longer counts.</param>
public sealed record Delivery(Envelope Envelope, int Attempt, CancellationToken Withdrawn);

public enum VerdictKind
{
    /// <summary>Deliver it again, not before the given delay has passed, and later events of its stream after it where order is promised. Also what a host says that forgot to answer.</summary>
    Retry,

    /// <summary>Handled, or known from before: never deliver it again.</summary>
    Ack,

    /// <summary>Hopeless, and the host could not record it itself: move it to the transport's own net.</summary>
    Dead,
}

public readonly record struct Verdict(VerdictKind Kind, TimeSpan After = default, string? Reason = null)
{
    public static readonly Verdict Ack = new(VerdictKind.Ack);

    public static Verdict Retry(TimeSpan after) => new(VerdictKind.Retry, after);

    public static Verdict Dead(string reason) => new(VerdictKind.Dead, Reason: reason);
}

/// <summary>Answers for each delivery of a batch, in the order given. It does not throw.</summary>
public delegate Task<IReadOnlyList<Verdict>> DeliveryHandler(IReadOnlyList<Delivery> batch, CancellationToken ct);

/// <summary>Receives envelopes from a transport, at least once; in order within a stream where the transport promises that (ADR 0029).</summary>
public interface ISubscriber
{
    /// <summary>Makes the subscription known, so that nothing published from now on is missed. Called before the relay starts.</summary>
    Task DeclareAsync(Subscription subscription, CancellationToken ct);

    /// <summary>Delivers until cancelled, then lets running handlers end and gives back what was not handled.</summary>
    Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct);
}
