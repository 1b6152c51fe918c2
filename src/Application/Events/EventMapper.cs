using CleanFiles.Domain;
using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Events;

/// <summary>Says for each domain event which contract is published of it, so that the domain may change while the contracts stay (ADR 0004).</summary>
public sealed class EventMapper
{
    private readonly Dictionary<Type, Func<IDomainEvent, IIntegrationEvent>> _maps = [];

    public EventMapper()
    {
        Map<FileUploaded>(e => new FileUploadedV1(
            e.Id.Value, e.Owner.Value, e.Name.Value, e.Size, e.ContentType.Value, e.Sha256.Value, e.At));
        Map<FileRenamed>(e => new FileRenamedV1(e.Id.Value, e.Owner.Value, e.OldName.Value, e.NewName.Value, e.At));
        Map<FileDeleted>(e => new FileDeletedV1(e.Id.Value, e.Owner.Value, e.Name.Value, e.At));
    }

    public IIntegrationEvent ToContract(IDomainEvent domainEvent) => _maps[domainEvent.GetType()](domainEvent);

    /// <exception cref="InvalidOperationException">A domain event has no contract: it would be lost in silence, so start-up ends here.</exception>
    public void EnsureComplete(IEnumerable<Type> domainEvents)
    {
        var unmapped = domainEvents.Where(type => !_maps.ContainsKey(type)).Select(type => type.Name).Order().ToList();
        if (unmapped.Count > 0)
            throw new InvalidOperationException($"No contract is mapped for {string.Join(", ", unmapped)}; add it to {nameof(EventMapper)}.");
    }

    private void Map<TEvent>(Func<TEvent, IIntegrationEvent> map) where TEvent : IDomainEvent =>
        _maps.Add(typeof(TEvent), e => map((TEvent)e));
}
