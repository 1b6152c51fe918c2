using System.Net.Sockets;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.AspNetCore.Connections;

namespace CleanFiles.Api.Startup;

/// <summary>What keeps the process from starting and a person can mend: told in sentences, without a stack trace.</summary>
internal static class StartFailure
{
    private const int ExitCode = 2;

    public static bool Explains(Exception exception) =>
        exception is SettingsException or IOException { InnerException: AddressInUseException } or SocketException or FormatException;

    /// <returns>The exit code.</returns>
    public static int Print(Exception exception)
    {
        IEnumerable<string> sentences = exception is SettingsException settings
            ? settings.Problems
            : [$"{exception.Message.TrimEnd('.')}; stop the process that has the address, or choose another one with --urls."];
        foreach (var sentence in sentences) Console.Error.WriteLine(sentence);
        return ExitCode;
    }
}
