using System.Text.Json;

namespace CleanFiles.Application.Events;

/// <param name="Name">Stable for ever: the type may be renamed, this may not.</param>
public sealed record EventContract(string Name, int Version, Type Type);

/// <summary>The one place that says which name and version on the wire is which type in the code (ADR 0004).</summary>
public sealed class EventCatalogue
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<(string, int), EventContract> _byName;
    private readonly Dictionary<Type, EventContract> _byType;

    public EventCatalogue(params IEnumerable<EventContract> contracts)
    {
        Contracts = [.. contracts];
        _byName = Contracts.ToDictionary(contract => (contract.Name, contract.Version));
        _byType = Contracts.ToDictionary(contract => contract.Type);
    }

    public static EventCatalogue Default { get; } = new(
        new EventContract("file.uploaded", 1, typeof(FileUploadedV1)),
        new EventContract("file.renamed", 1, typeof(FileRenamedV1)),
        new EventContract("file.deleted", 1, typeof(FileDeletedV1)));

    public IReadOnlyList<EventContract> Contracts { get; }

    /// <exception cref="KeyNotFoundException">The type is no contract of this catalogue.</exception>
    public EventContract Describe(Type type) => _byType.TryGetValue(type, out var contract)
        ? contract
        : throw new KeyNotFoundException($"{type.Name} is not in the event catalogue; add it to {nameof(EventCatalogue)}.{nameof(Default)}.");

    /// <inheritdoc cref="Describe" path="/exception"/>
    public (EventContract Contract, byte[] Data) Write(IIntegrationEvent @event)
    {
        var contract = Describe(@event.GetType());
        return (contract, JsonSerializer.SerializeToUtf8Bytes(@event, contract.Type, Json));
    }

    /// <exception cref="UnreadableEventException">The name and version are unknown, or the data is not what the contract says.</exception>
    public IIntegrationEvent Read(string name, int version, ReadOnlyMemory<byte> data)
    {
        if (!_byName.TryGetValue((name, version), out var contract))
            throw new UnreadableEventException($"{name} version {version} is not in this service's event catalogue.");
        try
        {
            return (IIntegrationEvent?)JsonSerializer.Deserialize(data.Span, contract.Type, Json)
                ?? throw new UnreadableEventException($"{name} version {version} has no data.");
        }
        catch (JsonException e)
        {
            throw new UnreadableEventException($"{name} version {version} cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>This build will never understand the event, so that trying again is pointless.</summary>
public sealed class UnreadableEventException(string message, Exception? inner = null) : Exception(message, inner);
