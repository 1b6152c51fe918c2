namespace CleanFiles.Application;

/// <summary>What was asked for is not there, for whoever asks; the message is one sentence for them.</summary>
public abstract class NotFoundException(string message) : Exception(message);
