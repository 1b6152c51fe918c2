using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Nodes;
using CleanFiles.Resilience.Tests.Variants;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>A process of the run, as the one that drives it sees it; killed at the latest when it is disposed of.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private bool _wasKilled;
    private readonly Process _process = new() { EnableRaisingEvents = true };
    private readonly ConcurrentQueue<string> _log = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NodeProcess(NodeRole role, Variant variant, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(NodeProgram).Assembly.Location, NodeProgram.Name, $"{role}", $"{variant}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process.StartInfo = start;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"A {role} ended before it was ready: {string.Join('\n', _log)}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What its writers were told is committed.</summary>
    public ConcurrentQueue<Fact> Told { get; } = [];

    /// <summary>Whatever else it said.</summary>
    public IEnumerable<string> Log => _log.Where(line => line.Length > 0);

    /// <summary>How many events were in flight when it killed itself; 0 when it did not.</summary>
    public int InFlight { get; private set; }

    /// <summary>By itself at a crash point, or from outside.</summary>
    public bool WasKilled => _wasKilled || InFlight > 0;

    public Task ReadyAsync() => _ready.Task.WaitAsync(Patience);

    /// <summary>Its writers have ended, as they were told to.</summary>
    public Task WrittenAsync() => _written.Task.WaitAsync(Patience);

    public void Order(params string[] order)
    {
        try
        {
            _process.StandardInput.WriteLine(string.Join(' ', order));
        }
        catch (IOException)
        {
            // It is dead.
        }
    }

    public async Task<bool> EndsWithinAsync(TimeSpan span)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(span);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async Task KillAsync()
    {
        _wasKilled = true;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        switch (line?.Split(' '))
        {
            case [NodeProgram.Ready]:
                _ready.TrySetResult();
                break;
            case [NodeProgram.Written]:
                _written.TrySetResult();
                break;
            case [Writer.Told, var stream, var version, var type]:
                Told.Enqueue(new Fact(stream, long.Parse(version, CultureInfo.InvariantCulture), type));
                break;
            case [.., _, var count] when line.StartsWith(CrashPoints.Dies, StringComparison.Ordinal):
                InFlight = int.Parse(count, CultureInfo.InvariantCulture);
                break;
            default:
                _log.Enqueue(line ?? "");
                break;
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
