namespace CleanFiles.Support;

/// <summary>The repository that the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder of the solution.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "CleanFiles.sln")) ? folder : Find(System.IO.Path.GetDirectoryName(folder)!);
}
