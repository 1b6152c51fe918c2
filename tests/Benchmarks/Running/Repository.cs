namespace CleanFiles.Benchmarks.Running;

internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "CleanFiles.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
