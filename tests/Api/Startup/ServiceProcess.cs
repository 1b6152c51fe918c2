using System.Collections.Concurrent;
using System.Diagnostics;
using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Startup;

/// <summary>The built service as a process of its own, started as a person would and told only these settings.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    public ServiceProcess(string environment, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Folder => _folder.Path;

    public IEnumerable<string> Output => _output.Where(line => line.Length > 0);

    public IEnumerable<string> Errors => _errors.Where(line => line.Length > 0);

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    /// <summary>Asks the process to end, as a service manager does. (A shell in the background makes its children deaf to Ctrl-C.)</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        using var _ = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        return EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
