namespace CleanFiles.Application.Events;

/// <summary>Contracts, mapper and consumers do not fit together, so events would be lost or unreadable; the message says what to change.</summary>
public sealed class EventCatalogueException(string message) : Exception(message);
