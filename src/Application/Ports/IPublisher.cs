namespace CleanFiles.Application.Ports;

/// <summary>Hands envelopes to a transport. The relay alone calls it; a use case raises events on its aggregate instead (ADR 0006).</summary>
public interface IPublisher
{
    /// <summary>
    /// Publishes a batch and answers for each envelope, in the order given. A caller never has two envelopes of one stream in
    /// flight. An exception means the same as <see cref="PublishStatus.Unavailable"/> for the whole batch.
    /// </summary>
    Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct);
}

public enum PublishStatus
{
    /// <summary>The transport cannot take it now: an outage, which says nothing about the envelope. Also what an adapter says that forgot to answer.</summary>
    Unavailable,

    /// <summary>The transport holds it durably for every subscription, or every subscription has already handled it.</summary>
    Accepted,

    /// <summary>The transport will never take this envelope; trying again is pointless.</summary>
    Rejected,
}

public readonly record struct PublishResult(PublishStatus Status, string? Reason = null)
{
    public static readonly PublishResult Accepted = new(PublishStatus.Accepted);

    public static PublishResult Rejected(string reason) => new(PublishStatus.Rejected, reason);

    public static PublishResult Unavailable(string reason) => new(PublishStatus.Unavailable, reason);
}
