namespace CleanFiles.Domain;

/// <summary>A domain event and the version its aggregate reached by it.</summary>
public readonly record struct RaisedEvent(long Version, IDomainEvent Event);
