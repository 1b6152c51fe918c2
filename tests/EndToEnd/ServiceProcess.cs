using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace CleanFiles.EndToEnd;

/// <summary>The built program as an operating system process, on a free port; killed at the latest when the test ends.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int Sigint = 2;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"The service ended before it was ready: {Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <summary>Starts it without waiting until it is ready.</summary>
    public static ServiceProcess Start(World world, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = world.DataPath };
        start.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in world.Settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment.TryAdd("ASPNETCORE_ENVIRONMENT", "Development");
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        return new ServiceProcess(start);
    }

    public static async Task<ServiceProcess> StartReadyAsync(World world)
    {
        var service = Start(world);
        await service._ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return service;
    }

    public async Task<Owner> OwnerAsync(string name) =>
        await Owner.SignInAsync(new HttpClient { BaseAddress = await _ready.Task }, name);

    /// <summary>SIGKILL: no handler, no flush, no good-bye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>What Ctrl-C does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        _ = Signal(_process.Id, Sigint);
        return await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (line.StartsWith("CleanFiles is ready at ", StringComparison.Ordinal)) _ready.TrySetResult(new Uri(line["CleanFiles is ready at ".Length..]));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
