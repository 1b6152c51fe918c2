using CleanFiles.Application;
using CleanFiles.Infrastructure.Waiting;
using Microsoft.Extensions.Logging;

namespace CleanFiles.Infrastructure.Consuming;

/// <summary>
/// When one consumer stops receiving and how it learns that it may go on: after failures in several streams without a success between
/// them, or at the first outage of the database, it pauses and then tries a single delivery (ADR 0017).
/// </summary>
internal sealed class Pause(string consumer, ConsumerOptions options, TimeProvider time, ConsumerStatus status, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Circuit _circuit = new(time, options.Pause, options.MaxPause);
    private readonly HashSet<string> _failing = [];
    private TaskCompletionSource _probed = new();
    private Exception? _outage;

    public bool IsOver
    {
        get { lock (_lock) return _circuit.IsClosed; }
    }

    /// <summary>What made it wait for the database; null when it does not.</summary>
    public Exception? Outage
    {
        get { lock (_lock) return _outage; }
    }

    /// <summary>How long nothing may be tried.</summary>
    public TimeSpan Left
    {
        get { lock (_lock) return _circuit.Wait ?? TimeSpan.Zero; }
    }

    /// <summary>For people; null when it is over.</summary>
    public string? Sentence
    {
        get { lock (_lock) return _circuit.IsClosed ? null : $"{_circuit.Problem}; it tries again {When(_circuit.Wait)}."; }
    }

    /// <summary>Ends when something may be tried, or without an exception when cancelled.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        while (Left is var left && left > TimeSpan.Zero && !ct.IsCancellationRequested) await Rest.ForAsync(left, time, ct);
    }

    /// <summary>Waits for the outcome of a probe that is under way: if it is good, its neighbours need not be given back.</summary>
    /// <returns>Null when nothing may be tried. Every pass is answered at last by <see cref="ToldNothing"/>, which changes no other answer.</returns>
    public async Task<Circuit.Pass?> EnterAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Task probed;
            lock (_lock)
            {
                if (_circuit.TryEnter() is { } pass) return Entered(pass);
                if (_circuit.Wait is not null) return null;
                probed = _probed.Task;
            }

            await Task.WhenAny(probed.WaitAsync(stop));
        }

        return null;
    }

    public void Succeeded(Circuit.Pass pass)
    {
        lock (_lock)
            if (_circuit.IsNews(pass)) Close(pass);
    }

    /// <returns>
    /// Whether it counts as an attempt: not while it pauses, so neither a failing probe nor what ended after the pause had begun. A probe
    /// that fails by itself after an outage does: it shows that the database is back.
    /// </returns>
    public bool Failed(Circuit.Pass pass, string stream, Exception error)
    {
        lock (_lock)
        {
            if (!_circuit.IsNews(pass)) return false;
            var counts = !pass.IsProbe || _outage is not null;
            if (pass.IsProbe && counts) Close(pass);
            _failing.Add(stream);
            if (!counts || _failing.Count >= options.PauseAfterStreams) Open(pass, $"Paused after failures in {_failing.Count} streams", error);
            return counts;
        }
    }

    public void MetOutage(Circuit.Pass pass, Exception outage)
    {
        lock (_lock)
        {
            if (!_circuit.IsNews(pass)) return;
            _outage = outage;
            Open(pass, "Waits for the database", outage);
        }
    }

    public void ToldNothing(Circuit.Pass pass)
    {
        lock (_lock)
        {
            if (!_circuit.IsNews(pass)) return;
            _circuit.ToldNothing(pass);
            _probed.TrySetResult();
        }
    }

    private Circuit.Pass Entered(Circuit.Pass pass)
    {
        if (pass.IsProbe) _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return pass;
    }

    private void Open(Circuit.Pass pass, string problem, Exception error)
    {
        var opened = _circuit.Failed(pass, problem);
        status.Pause = this;
        _probed.TrySetResult();
        if (opened) logger.LogWarning("{Consumer}: {Pause} The last failure: {Error}", consumer, Sentence, error.Message.Printable());
    }

    private void Close(Circuit.Pass pass)
    {
        _failing.Clear();
        _outage = null;
        if (!_circuit.Succeeded(pass)) return;
        status.Pause = null;
        _probed.TrySetResult();
        logger.LogInformation("{Consumer} goes on.", consumer);
    }

    private static string When(TimeSpan? wait) =>
        wait is not { } left ? "now"
        : left == TimeSpan.Zero ? "with the next event"
        : $"in {(int)Math.Ceiling(left.TotalSeconds)} s";
}
