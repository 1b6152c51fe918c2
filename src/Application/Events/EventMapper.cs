using CleanFiles.Domain;

namespace CleanFiles.Application.Events;

/// <summary>Says for each domain event which contract is published of it, so that the domain may change while the contracts stay (ADR 0004).</summary>
public sealed class EventMapper
{
    private readonly Dictionary<Type, (Type Contract, Func<IDomainEvent, IIntegrationEvent> Map)> _maps = [];

    public EventMapper() => OurEvents.Map(this);

    /// <summary>The types that this build publishes; the catalogue also has versions that it only reads.</summary>
    public IEnumerable<Type> Published => _maps.Values.Select(map => map.Contract);

    public IIntegrationEvent ToContract(IDomainEvent domainEvent) => _maps[domainEvent.GetType()].Map(domainEvent);

    /// <exception cref="EventCatalogueException">A domain event has no contract: it would be lost in silence, so start-up ends here.</exception>
    public void EnsureComplete(IEnumerable<Type> domainEvents, EventCatalogue catalogue)
    {
        var unmapped = domainEvents.Where(type => !_maps.ContainsKey(type)).Select(type => type.Name).Order().ToList();
        if (unmapped.Count > 0)
            throw new EventCatalogueException($"No contract is mapped for {string.Join(", ", unmapped)}; add it to {nameof(OurEvents)}.");
        var unlisted = Published.Where(type => !catalogue.Has(type)).Select(type => type.Name).Order().ToList();
        if (unlisted.Count > 0)
            throw new EventCatalogueException(
                $"{string.Join(", ", unlisted)} is published and not in the catalogue; add it to {nameof(OurEvents)}.");
    }

    internal void Map<TEvent, TContract>(Func<TEvent, TContract> map) where TEvent : IDomainEvent where TContract : IIntegrationEvent =>
        _maps.Add(typeof(TEvent), (typeof(TContract), e => map((TEvent)e)));
}
