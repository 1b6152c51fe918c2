using System.Diagnostics;
using System.Text;

namespace CleanFiles.Template.Tests;

internal static class Dotnet
{
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; with what it printed.</exception>
    public static async Task<string> RunAsync(string folder, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            // A build node that outlives its build would hold the output open.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" },
        })!;
        var printed = new StringBuilder();
        await Task.WhenAll(ReadAsync(process.StandardOutput, printed), ReadAsync(process.StandardError, printed));
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? printed.ToString()
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} in {folder} ended with {process.ExitCode}:\n{printed}");
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder printed)
    {
        while (await reader.ReadLineAsync() is { } line)
            lock (printed) printed.AppendLine(line);
    }
}
