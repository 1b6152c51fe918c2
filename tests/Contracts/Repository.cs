using CleanFiles.Infrastructure.Contracts;

namespace CleanFiles.Contracts.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string At(string path) => Path.Combine(Root, path);

    public static ContractFolder Events => new(At("docs/events"));

    private static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) => folder.EnumerateFiles("*.sln").Any() ? folder.FullName : Find(folder.Parent!);
}
