namespace CleanFiles.Benchmarks.Load;

/// <summary>What this process takes, in MiB. Nothing is collected first: what lies there until the collector comes is taken as well.</summary>
/// <param name="Resident">Of the machine's memory.</param>
/// <param name="Heap">The managed heap after the last collection; 0 before the first one.</param>
public sealed record Memory(double Resident, double Heap)
{
    private const double Mebibyte = 1024 * 1024;

    public static Memory Now() => new(Environment.WorkingSet / Mebibyte, GC.GetGCMemoryInfo().HeapSizeBytes / Mebibyte);

    public override string ToString() => $"{Resident:N0} MiB resident, {Heap:N0} MiB heap";
}
