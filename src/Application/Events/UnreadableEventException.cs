namespace CleanFiles.Application.Events;

/// <summary>This build will never understand the event, so that trying again is pointless. Its message is printable, whatever the event has in it.</summary>
public sealed class UnreadableEventException(string message, Exception? inner = null) : Exception(message.Printable(), inner);
