namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>Where simulated ports wait: every such place may take its time, fail, or be the last thing that its process did.</summary>
internal sealed class Steps(Plan plan, SimulatedTime time)
{
    /// <summary>Longer than the lease, and than a broker waits for an acknowledgement.</summary>
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(40), Slow = TimeSpan.FromSeconds(3);

    private readonly List<string> _trace = [];
    private int _count;
    private bool _isHealed;

    /// <summary>What went wrong, and where.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>The steps at which something went wrong.</summary>
    public List<int> Faulty { get; } = [];

    /// <summary>From now on nothing goes wrong.</summary>
    public void Heal() => _isHealed = true;

    /// <summary>As likely as not.</summary>
    public bool Flip() => plan.Roll(_count, 5, 2) == 0;

    /// <param name="place">What is about to be done, or has just been.</param>
    /// <param name="isUndone">Nothing is durable yet, so a conflict may undo it.</param>
    /// <exception cref="SimulatedFailureException">It was its turn to fail.</exception>
    public async Task TakeAsync(SimulatedProcess process, string place, bool isUndone = false)
    {
        var step = _count++;
        var fault = _isHealed ? Fault.None : plan.FaultAt(step);
        if (fault == Fault.Conflict && !isUndone) fault = Fault.None;
        if (fault != Fault.None) Note(step, process, place, fault);
        if (fault == Fault.Crash) process.Die();
        if (fault == Fault.Freeze) process.Freeze(Frozen + plan.LatencyAt(step));
        await Task.Delay(fault == Fault.Slow ? Slow : plan.LatencyAt(step), time);
        await process.RunsAsync();
        if (fault is Fault.Error or Fault.Conflict) throw new SimulatedFailureException(fault, place);
    }

    private void Note(int step, SimulatedProcess process, string place, Fault fault)
    {
        Faulty.Add(step);
        _trace.Add($"{time.Elapsed.TotalSeconds,8:F3} s  step {step,4}  {process.Name}: {fault} at {place}");
    }
}

internal sealed class SimulatedFailureException(Fault fault, string place) : Exception($"{fault} at {place}")
{
    public Fault Fault => fault;
}
