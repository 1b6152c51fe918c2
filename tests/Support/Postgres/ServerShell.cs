using System.Diagnostics;

namespace CleanFiles.Support.Postgres;

/// <summary>
/// A shell that owns a server: it runs line after line, and when its input ends, because this process was disposed of or was killed,
/// it runs its last line. As root it runs as an ordinary user, since PostgreSQL refuses to be root.
/// </summary>
internal sealed class ServerShell : IAsyncDisposable
{
    private const string Loop = "trap '' INT HUP TERM; while read -r line; do eval \"$line\" >>output 2>&1; echo $?; done; ";

    private readonly Process _process;

    /// <param name="folder">Made for it, and its working directory.</param>
    /// <param name="atEnd">The last line.</param>
    /// <param name="mayMount">Whether it runs in namespaces of its own, in which it may mount and is still the user that PostgreSQL wants (Linux only).</param>
    public ServerShell(string folder, string atEnd, bool mayMount = false)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
        string[] command = ["sh", "-c", Loop + atEnd];
        if (mayMount) command = ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount", .. command];
        if (Environment.IsPrivilegedProcess)
        {
            var user = OrdinaryUser();
            Process.Start("chown", ["-R", user, folder]).WaitForExit();
            command = ["su", "-s", "/bin/sh", user, "-c", string.Join(' ', command.Select(Quoted).Prepend("exec"))];
        }
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public string Folder { get; }

    /// <exception cref="InvalidOperationException">The line failed; the message holds what it printed.</exception>
    public async Task RunAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        if (await _process.StandardOutput.ReadLineAsync() != "0")
            throw new InvalidOperationException($"{line} failed: {await File.ReadAllTextAsync(Path.Combine(Folder, "output"))}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string OrdinaryUser()
    {
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return known.Contains("postgres") ? "postgres" : "nobody";
    }
}
