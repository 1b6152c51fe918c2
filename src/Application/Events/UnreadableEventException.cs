namespace CleanFiles.Application.Events;

/// <summary>This build will never understand the event, so that trying again is pointless.</summary>
public sealed class UnreadableEventException(string message, Exception? inner = null) : Exception(message, inner);
