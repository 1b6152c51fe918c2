namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>A wall clock that somebody sets; the time that passes goes on as it does.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _offset;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
