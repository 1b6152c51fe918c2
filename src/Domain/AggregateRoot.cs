namespace CleanFiles.Domain;

/// <summary>A consistency boundary that remembers the facts it raised until they are safely committed.</summary>
public abstract class AggregateRoot
{
    private readonly List<RaisedEvent> _raised = [];

    /// <summary>Names the stream of this aggregate's events; unique across all aggregates of the service.</summary>
    public abstract string Stream { get; }

    /// <summary>Counts the events of this aggregate, from 1; also the token of optimistic concurrency.</summary>
    public long Version { get; private set; }

    public IReadOnlyList<RaisedEvent> Raised => _raised;

    /// <summary>Forgets the raised events. Only for the unit of work, and only after its commit: a retried save must find them again.</summary>
    public void ClearRaised() => _raised.Clear();

    protected void Raise(IDomainEvent domainEvent) => _raised.Add(new RaisedEvent(++Version, domainEvent));
}
