using System.Net;
using System.Net.Sockets;

namespace CleanFiles.Support.Postgres;

/// <summary>A real PostgreSQL on a free port of the loopback; it ends, data and all, with this process, however that ends.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly ServerShell _shell;
    private readonly string _bin;
    private readonly string _options;
    private int _port;

    private PostgresServer(ServerShell shell, string bin, bool fsync, string settings)
    {
        _shell = shell;
        _bin = bin;
        _options = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c wal_level=logical -c max_connections=400 " +
            $"-c max_prepared_transactions=10 -c fsync={(fsync ? "on" : "off -c full_page_writes=off -c synchronous_commit=off")} {settings}";
    }

    /// <summary>Of the server's own database; its user is a superuser.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Include Error Detail=true";

    /// <param name="fsync">Whether commits reach the disk: only a test that crashes the server needs it.</param>
    /// <param name="disk">The size of a small disk for <see cref="CreateDatabaseOnDiskAsync"/>, as mount(8) takes it; null for none.</param>
    /// <param name="settings">More, as the server's program takes them: <c>-c name=value</c>.</param>
    /// <exception cref="ServerUnavailableException">The machine has none and none could be fetched.</exception>
    public static async Task<PostgresServer> StartAsync(bool fsync = false, string? disk = null, string settings = "")
    {
        var bin = await PostgresBinaries.FindAsync();
        // Not Path.GetTempPath(): it may lie where the server's user cannot go.
        var folder = $"/tmp/cleanfiles-postgres-{Guid.NewGuid():N}";
        if (Environment.IsPrivilegedProcess && !bin.StartsWith("/usr/", StringComparison.Ordinal)) bin = CopyTo(folder, bin);
        var shell = new ServerShell(folder, $"'{bin}/pg_ctl' -D data -m immediate stop >>output 2>&1; umount disk 2>/dev/null; cd /; rm -rf '{folder}'", mayMount: disk is not null);
        var server = new PostgresServer(shell, bin, fsync, settings);
        try
        {
            if (disk is not null) await MountAsync(shell, disk);
            var locale = OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C.UTF-8";
            await shell.RunAsync($"'{bin}/initdb' -D data -U postgres -A trust -E UTF8 --locale={locale} --no-sync");
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await shell.DisposeAsync();
            throw;
        }
    }

    /// <returns>The connection string of a new empty database.</returns>
    public Task<string> CreateDatabaseAsync() => PostgresDatabases.CreateAsync(ConnectionString);

    /// <returns>The connection string of a new empty database whose tables lie on the small disk, unlike the server's log.</returns>
    public async Task<string> CreateDatabaseOnDiskAsync()
    {
        await _shell.RunAsync("mkdir disk/tables");
        return await PostgresDatabases.CreateOnAsync(ConnectionString, $"{_shell.Folder}/disk/tables");
    }

    /// <summary>Until it is emptied, not a page fits.</summary>
    public Task FillDiskAsync() => _shell.RunAsync("cat /dev/zero >disk/filler; true");

    public Task EmptyDiskAsync() => _shell.RunAsync("rm disk/filler");

    /// <param name="database">As <see cref="CreateDatabaseAsync"/> returned it; who is still connected is thrown out.</param>
    public Task DropDatabaseAsync(string database) => PostgresDatabases.DropAsync(ConnectionString, database);

    /// <summary>The server's processes end at once, as in a crash: what its memory alone held is lost.</summary>
    public Task CrashAsync() => _shell.RunAsync($"'{_bin}/pg_ctl' -D data -m immediate -w stop");

    /// <summary>Starts it again after <see cref="CrashAsync"/>, on the same port; it recovers from its log.</summary>
    public Task RestartAsync() => StartOnAsync(_port);

    /// <summary>Starts it again as a standby that follows nobody: open for reading, for ever in recovery.</summary>
    public async Task RestartAsStandbyAsync()
    {
        await _shell.RunAsync("touch data/standby.signal");
        await RestartAsync();
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    /// <summary>Before anything is written to it: without it, what fills the disk would fill the machine's.</summary>
    private static async Task MountAsync(ServerShell shell, string size)
    {
        try
        {
            await shell.RunAsync($"mkdir disk && mount -t tmpfs -o size={size} tmpfs disk");
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            throw new ServerUnavailableException(
                $"This machine lets nobody make a small disk: {e.Message}", "allow user namespaces (on Debian sysctl kernel.unprivileged_userns_clone=1).");
        }
    }

    private async Task StartOnFreePortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StartOnAsync(_port = FreePort());
                return;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Somebody else took the port in between.
            }
        }
    }

    private Task StartOnAsync(int port) =>
        _shell.RunAsync($"'{_bin}/pg_ctl' -D data -l output -w -t 120 -o '-p {port} {_options}' start");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string CopyTo(string folder, string bin)
    {
        Directory.CreateDirectory(folder);
        System.Diagnostics.Process.Start("cp", ["-R", Path.GetDirectoryName(bin)!, $"{folder}/native"]).WaitForExit();
        return $"{folder}/native/bin";
    }
}
