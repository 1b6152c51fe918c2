namespace CleanFiles.Benchmarks.Running;

/// <param name="Workloads">In the order in which they run.</param>
/// <param name="Peers">Whether others are measured beside the product.</param>
/// <param name="Smoke">Only so much of each that it is known to run; its figures say nothing.</param>
/// <param name="Repetitions">Of each contender.</param>
internal sealed record Arguments(IReadOnlyList<string> Workloads, bool Peers, bool Smoke, int Repetitions)
{
    public static string Usage { get; } =
        $"Usage: dotnet run -c Release --project tests/Benchmarks -- [{string.Join('|', Cases.Workloads)}|all ...] [--peers] [--once] [--smoke]\n" +
        "Each is repeated three times, and the median counts; with --once it is not.\n" +
        $"{Cases.Long} takes ten minutes: all leaves it out, unless with --smoke.";

    /// <returns>Null when there is something that it does not know.</returns>
    public static Arguments? Parse(IReadOnlyList<string> args)
    {
        var words = args.Where(arg => !arg.StartsWith('-')).ToList();
        var all = words.Count == 0 || words.Contains("all");
        var smoke = args.Contains("--smoke");
        var known = args.All(arg => arg is "--peers" or "--once" or "--smoke" or "all" || Cases.Workloads.Contains(arg));
        return known ? new([.. Cases.Workloads.Where(Wants)], args.Contains("--peers"), smoke, smoke || args.Contains("--once") ? 1 : 3) : null;

        bool Wants(string workload) => words.Contains(workload) || (all && (smoke || workload != Cases.Long));
    }
}
