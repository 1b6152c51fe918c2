using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Sqlite;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>Makes the folders that are written to, at start, so that none of them is missed by the first request.</summary>
internal static class Folders
{
    /// <summary>All that this process's roles need.</summary>
    /// <exception cref="SettingsException">With a sentence for each that cannot be made or written to.</exception>
    public static void Create(ServiceOptions options) => Create(options, [.. OfDatabase(options), .. options.Adapters.FoldersOf(options.Roles)]);

    /// <summary>What is enough to work on the database alone, as commands do.</summary>
    /// <exception cref="SettingsException">It cannot be made or written to.</exception>
    public static void CreateForDatabase(ServiceOptions options) => Create(options, [.. OfDatabase(options)]);

    private static void Create(ServiceOptions options, IReadOnlyList<(string Setting, string Path)> folders)
    {
        if (folders.Count == 0) return;
        if (Problem("Data:Path", options.DataPath) is { } problem) throw new SettingsException([problem]);
        var problems = folders.Select(folder => Problem(folder.Setting, folder.Path)).OfType<string>().ToList();
        if (problems.Count > 0) throw new SettingsException(problems);
    }

    private static IEnumerable<(string Setting, string Path)> OfDatabase(ServiceOptions options)
    {
        if (options.Persistence.Provider == PersistenceProvider.Sqlite)
            yield return ("The folder in Persistence:ConnectionString", SqliteFolder(options));
    }

    private static string SqliteFolder(ServiceOptions options) =>
        Path.GetDirectoryName(new SqliteDatabase(options.Persistence.ConnectionString, options.DataPath).Path)!;

    private static string? Problem(string setting, string path)
    {
        const string remedy = "choose one where this process may write";
        try
        {
            DurableFolder.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{setting} is '{path}', which cannot be made a folder; {remedy}.";
        }

        try
        {
            var probe = Path.Combine(path, $".{Guid.NewGuid():N}");
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{setting} is '{path}', where no file can be written; {remedy}.";
        }
    }
}
