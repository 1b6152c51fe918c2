using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Consumers;

/// <summary>
/// Handles one type of event. A consumer is a class with a <see cref="ConsumerAttribute"/> and one such interface per event type;
/// the host finds it by itself (ADR 0008).
/// </summary>
public interface IConsumer<in TEvent> where TEvent : IIntegrationEvent
{
    /// <summary>
    /// Does what needs no transaction (reading a blob, sending a mail) and returns what shall be written in the transaction that also
    /// holds the inbox row; null when there is nothing to write.
    /// </summary>
    /// <returns>
    /// An effect that only touches this service's database through scoped ports, and loads what it changes. The host commits, and runs the
    /// effect again if that transaction conflicted with another; the effect does neither.
    /// </returns>
    Task<Effect?> HandleAsync(TEvent @event, Envelope envelope, CancellationToken ct);
}

/// <summary>The part of a consumer's work that commits together with the inbox row, and therefore happens once.</summary>
public delegate Task Effect(CancellationToken ct);

public enum ConsumerKind
{
    /// <summary>All it changes is in this service's database: batched, and done once.</summary>
    Transactional,

    /// <summary>It changes something outside: one event at a time, looked up in the inbox before, done at least once.</summary>
    External,
}

/// <param name="name">Stable for ever: inbox rows and queues bear it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ConsumerAttribute(string name, ConsumerKind kind) : Attribute
{
    public string Name => name;

    public ConsumerKind Kind => kind;

    /// <summary>Events that a transactional consumer takes into one transaction at most, even if the settings allow more.</summary>
    public int MaxBatch { get; init; } = int.MaxValue;
}
