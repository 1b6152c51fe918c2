namespace CleanFiles.Application;

public static class Clock
{
    /// <summary>Now, cut to the microseconds that every database keeps, so that a value reads back as it was answered.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
