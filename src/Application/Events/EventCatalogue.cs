using System.Text.Json;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Events;

/// <summary>The one place that says which name and version on the wire is which type in the code, and whose it is (ADR 0004).</summary>
public sealed class EventCatalogue
{
    /// <summary>This service, as other teams know it: the owner and the source of what it publishes. In lower case, with hyphens.</summary>
    public const string Owner = "cleanfiles";

    /// <summary>Lazy, since a mistake in it would otherwise arrive wrapped, where nobody tells it in a sentence.</summary>
    private static readonly Lazy<EventCatalogue> Ours = new(() => new(OurEvents.Contracts));

    private readonly Dictionary<(string, int), EventContract> _byName = [];
    private readonly Dictionary<Type, EventContract> _byType = [];

    /// <exception cref="EventCatalogueException">The contracts contradict each other.</exception>
    public EventCatalogue(params IEnumerable<EventContract> contracts)
    {
        Contracts = [.. contracts];
        foreach (var contract in Contracts)
            if (!_byName.TryAdd((contract.Name, contract.Version), contract) || !_byType.TryAdd(contract.Type, contract))
                throw new EventCatalogueException($"{contract.Name} version {contract.Version} or its type {contract.Type.Name} is in the event catalogue twice.");
        foreach (var problem in Contracts.Select(this.ProblemOf).OfType<string>()) throw new EventCatalogueException(problem);
    }

    /// <exception cref="EventCatalogueException">Its contracts contradict each other.</exception>
    public static EventCatalogue Default => Ours.Value;

    /// <summary>How contracts are written and read; read-only.</summary>
    public static JsonSerializerOptions Json => EventJson.Options;

    /// <summary>The values of an enumeration as contracts spell them.</summary>
    public static IEnumerable<string> ValuesOf(Type enumeration) => ExactEnumConverter.Names(enumeration);

    public IReadOnlyList<EventContract> Contracts { get; }

    public bool Has(Type type) => _byType.ContainsKey(type);

    /// <exception cref="KeyNotFoundException">The type is no contract of this catalogue.</exception>
    public EventContract Describe(Type type) => _byType.TryGetValue(type, out var contract)
        ? contract
        : throw new KeyNotFoundException($"{type.Name} is not in the event catalogue; add it to {nameof(OurEvents)}.");

    /// <exception cref="EventCatalogueException">A contract has a field of which no schema says everything that a reader may meet.</exception>
    public void EnsurePlain()
    {
        foreach (var contract in Contracts.Where(contract => contract.External is null))
            if (ContractTypes.Problem(contract.Type) is { } problem) throw new EventCatalogueException(problem);
    }

    /// <exception cref="EventCatalogueException">The consumer handles what nobody publishes, or cannot read what this service publishes.</exception>
    public void EnsureReadBy(string consumer, IReadOnlyCollection<Type> handled)
    {
        if (this.ProblemOf(consumer, handled) is { } problem) throw new EventCatalogueException(problem);
    }

    /// <inheritdoc cref="Describe" path="/exception"/>
    public (EventContract Contract, byte[] Data) Write(IIntegrationEvent @event)
    {
        var contract = Describe(@event.GetType());
        return (contract, JsonSerializer.SerializeToUtf8Bytes(@event, contract.Type, Json));
    }

    /// <summary>
    /// Reads an event of any version as the one that a consumer handles: an older one is upcast step by step, a newer one is read as it is
    /// when it says that readers of the handled version understand it.
    /// </summary>
    /// <param name="consumer">Its name, for the message.</param>
    /// <param name="handled">The types that the consumer handles.</param>
    /// <exception cref="UnhandledEventException">The consumer does not handle it.</exception>
    /// <exception cref="UnreadableEventException">The consumer must be upgraded first, or the data is not what the contract says.</exception>
    public IIntegrationEvent Read(Envelope envelope, string consumer, IEnumerable<Type> handled)
    {
        var wanted = handled.Select(Describe).FirstOrDefault(contract => contract.Name == envelope.Type)
            ?? throw new UnhandledEventException(consumer, envelope.Type);
        if (envelope.SchemaVersion > wanted.Version) return ReadNewer(envelope, consumer, wanted);
        var written = Find(envelope.Type, envelope.SchemaVersion)
            ?? throw new UnreadableEventException($"{envelope.Type} version {envelope.SchemaVersion} is not in this service's event catalogue.");
        var @event = Deserialize(envelope, written.Type);
        for (var version = written.Version + 1; version <= wanted.Version; version++) @event = Upcast(Find(envelope.Type, version)!, @event);
        return @event;
    }

    private static IIntegrationEvent ReadNewer(Envelope envelope, string consumer, EventContract wanted) => envelope.ReadableAs <= wanted.Version
        ? Deserialize(envelope, wanted.Type)
        : throw new UnreadableEventException(
            $"{consumer} must be upgraded: it reads {envelope.Type} up to version {wanted.Version}, and this event of version "
            + $"{envelope.SchemaVersion} can be read from version {envelope.ReadableAs} on; deploy one that does, then replay this dead letter.");

    /// <summary>An upcaster that fails will fail again: the event waits as a dead letter for one that does not.</summary>
    private static IIntegrationEvent Upcast(EventContract to, IIntegrationEvent @event)
    {
        try
        {
            return to.Upcast!.Apply(@event);
        }
        catch (Exception e)
        {
            throw new UnreadableEventException($"{to.Name} cannot be upcast to version {to.Version}: {e.Message}", e);
        }
    }

    private static IIntegrationEvent Deserialize(Envelope envelope, Type type)
    {
        try
        {
            return (IIntegrationEvent?)JsonSerializer.Deserialize(envelope.Data.Span, type, Json)
                ?? throw new UnreadableEventException($"{envelope.Type} version {envelope.SchemaVersion} has no data.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            var place = (e as JsonException)?.Path is { Length: > 1 } path && !e.Message.Contains(path, StringComparison.Ordinal) ? $"{path}: " : "";
            throw new UnreadableEventException($"{envelope.Type} version {envelope.SchemaVersion} cannot be read: {place}{e.Message}", e);
        }
    }

    internal EventContract? Find(string name, int version) => _byName.GetValueOrDefault((name, version));
}
