namespace CleanFiles.Support;

/// <summary>This machine has no such server and none could be fetched.</summary>
/// <param name="remedy">The one line that installs it.</param>
public sealed class ServerUnavailableException(string message, string remedy) : Exception($"{message} To run it: {remedy}");
