namespace CleanFiles.Domain;

/// <summary>A rule of the domain was broken; the message is one sentence for the person who broke it.</summary>
public sealed class DomainException(string message) : Exception(message);
