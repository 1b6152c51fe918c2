using System.Diagnostics;
using System.Text;

namespace CleanFiles.Support;

/// <summary>A terminal: one bash that keeps its variables from command to command. Everything it started ends with it.</summary>
public sealed class Shell : IAsyncDisposable
{
    private const string End = "--- end of block ---";

    private readonly Process _bash;
    private readonly StringBuilder _output = new();

    public Shell(string folder)
    {
        _bash = Process.Start(new ProcessStartInfo("setsid", "bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
            // What a page has somebody build is built again and again; the analyzers, half of the time, have their say once, at its end.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["RunAnalyzers"] = "false" },
        })!;
    }

    public bool HasExited => _bash.HasExited;

    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <returns>What the commands printed.</returns>
    public async Task<string> RunAsync(string commands)
    {
        await _bash.StandardInput.WriteLineAsync($"{commands}\necho; echo '{End}'");
        var printed = new StringBuilder();
        while (await _bash.StandardOutput.ReadLineAsync() is { } line && line != End) printed.AppendLine(line);
        return printed.ToString();
    }

    /// <summary>Types commands whose last one does not end, and goes on reading what they print.</summary>
    public async Task StartAsync(string commands)
    {
        await _bash.StandardInput.WriteLineAsync($"({commands}\n) 2>&1; exit");
        _bash.OutputDataReceived += (_, line) =>
        {
            lock (_output) _output.AppendLine(line.Data);
        };
        _bash.BeginOutputReadLine();
    }

    /// <summary>Ends everything in this terminal. (Not by Ctrl-C: where a shell in the background started the tests, all are deaf to it.)</summary>
    public Task StopAsync() => SignalAsync("-TERM");

    public async ValueTask DisposeAsync()
    {
        // By the end of its input too: a terminal that has only just opened has no group yet that a signal could reach.
        _bash.StandardInput.Close();
        if (!_bash.HasExited) await SignalAsync("-KILL");
        await _bash.WaitForExitAsync();
        _bash.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, "--", $"-{_bash.Id}"]);
        await kill.WaitForExitAsync();
    }
}
