using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CleanFiles.Support;

namespace CleanFiles.EndToEnd.Repository;

/// <summary>What a stranger gets by cloning, in a folder of its own; it listens on free ports instead of the documented ones.</summary>
internal sealed class RepositoryCopy : IDisposable
{
    private const string DocumentedPort = "5080";

    private static readonly string[] Made = ["bin", "obj", "node_modules", "data", "artifacts", "TestResults"];

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _ports = new[] { DocumentedPort, "5081", "5082" }.ToDictionary(port => port, _ => FreePort());

    public RepositoryCopy()
    {
        foreach (var file in Files().Where(file => File.Exists(System.IO.Path.Combine(RepositoryRoot.Path, file))))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(file))!);
            File.Copy(System.IO.Path.Combine(RepositoryRoot.Path, file), At(file));
        }

        Edit("src/Api/Properties/launchSettings.json", OnFreePorts);
    }

    public string Path => _folder.Path;

    public Uri Address => new(OnFreePorts($"http://localhost:{DocumentedPort}"));

    public string At(string file) => System.IO.Path.Combine(Path, file);

    public void Edit(string file, Func<string, string> change) => File.WriteAllText(At(file), change(File.ReadAllText(At(file))));

    /// <summary>What is documented, with the ports of this copy.</summary>
    public string OnFreePorts(string text) =>
        _ports.Aggregate(text, (changed, port) => changed.Replace($"localhost:{port.Key}", $"localhost:{port.Value}", StringComparison.Ordinal));

    /// <summary>Types a run command into a terminal of its own and waits until the service is ready; that includes restoring and building it.</summary>
    public async Task<Shell> StartServiceAsync(string run, string port = DocumentedPort)
    {
        var terminal = new Shell(Path);
        await terminal.StartAsync(OnFreePorts(run));
        await Eventually.IsTrueAsync(
            () => terminal.HasExited
                ? throw new InvalidOperationException(terminal.Output)
                : terminal.Output.Contains($"CleanFiles is ready at http://localhost:{_ports[port]}", StringComparison.Ordinal),
            "the run command made the service ready",
            TimeSpan.FromMinutes(10));
        return terminal;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What git hands on; in a folder that it does not know, all that no build has made.</summary>
    private static string[] Files() => System.IO.Path.Exists(System.IO.Path.Combine(RepositoryRoot.Path, ".git"))
        ? Git("ls-files --cached --others --exclude-standard")
        :
        [
            .. from file in Directory.EnumerateFiles(RepositoryRoot.Path, "*", SearchOption.AllDirectories)
               let relative = System.IO.Path.GetRelativePath(RepositoryRoot.Path, file)
               where !relative.Split(System.IO.Path.DirectorySeparatorChar).Any(Made.Contains)
               select relative,
        ];

    private static string[] Git(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryRoot.Path,
        })!;
        var lines = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return lines;
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
