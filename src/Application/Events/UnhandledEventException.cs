namespace CleanFiles.Application.Events;

/// <summary>This build's consumer does not handle the event's type; another build, which runs at the same time, may.</summary>
public sealed class UnhandledEventException(string consumer, string type) : Exception($"{consumer} does not handle {type.Printable()}.");
