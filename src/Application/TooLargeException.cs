namespace CleanFiles.Application;

/// <summary>What was sent is larger than is allowed; the message is one sentence that says how large it may be.</summary>
public abstract class TooLargeException(string message) : Exception(message);
