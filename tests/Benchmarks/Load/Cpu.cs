namespace CleanFiles.Benchmarks.Load;

/// <summary>Processor time that this process has used since; the database's is not in it.</summary>
internal readonly record struct Cpu(TimeSpan Began)
{
    public static Cpu Now() => new(Environment.CpuUsage.TotalTime);

    public double Per(long events) => (Environment.CpuUsage.TotalTime - Began).TotalSeconds / events * 1_000;
}
