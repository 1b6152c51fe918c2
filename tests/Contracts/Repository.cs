using CleanFiles.Infrastructure.Contracts;
using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string At(string path) => Path.Combine(RepositoryRoot.Path, path);

    public static ContractFolder Events => new(At("docs/events"));
}
