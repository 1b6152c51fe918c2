using System.Collections.Concurrent;
using System.Diagnostics;

namespace CleanFiles.Support;

/// <summary>The built service as an operating system process on a free port; killed at the latest when the test ends.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private const string Ready = "CleanFiles is ready at ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process = new();
    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="program">The path of the service's assembly.</param>
    /// <param name="folder">Where it is started, and so where its data folder is unless the settings say otherwise.</param>
    /// <param name="settings">Handed over as environment variables.</param>
    public ServiceProcess(string program, string folder, IEnumerable<KeyValuePair<string, string>> settings, params IEnumerable<string> arguments)
        : this(["dotnet", program, .. arguments], folder, settings)
    {
    }

    /// <summary>Started where it sees the disk, at <see cref="SmallDisk.PathInside"/>.</summary>
    public ServiceProcess(SmallDisk disk, string program, string folder, IEnumerable<KeyValuePair<string, string>> settings)
        : this([.. disk.Inside, "dotnet", program], folder, settings)
    {
    }

    private ServiceProcess(string[] command, string folder, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        (_process.StartInfo, _process.EnableRaisingEvents) = (start, true);
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("The service ended before it was ready."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public IEnumerable<string> Output => _output.Where(line => line.Length > 0);

    public IEnumerable<string> Errors => _errors.Where(line => line.Length > 0);

    /// <summary>Where it listens, once it does.</summary>
    public Task<Uri> AddressAsync() => _address.Task.WaitAsync(Patience);

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Freezes it where it is, as a suspended virtual machine is; its connections stay open.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Asks it to end, as a service manager does. (A shell in the background makes its children deaf to Ctrl-C, which is handled alike.)</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>SIGKILL: no handler, no flush, no good-bye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private void Read(string? line)
    {
        _output.Enqueue(line ?? "");
        if (line?.StartsWith(Ready, StringComparison.Ordinal) == true) _address.TrySetResult(new Uri(line[Ready.Length..]));
    }
}
