using CleanFiles.Infrastructure.Mail;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Sqlite;

namespace CleanFiles.Infrastructure.Configuration;

/// <summary>The folders that this process's roles write to: made at start, so that none of them is missed by the first request.</summary>
internal static class Folders
{
    /// <exception cref="SettingsException">With a sentence for each that cannot be made or written to.</exception>
    public static void Create(ServiceOptions options)
    {
        if (Problem("Data:Path", options.DataPath) is { } problem) throw new SettingsException([problem]);
        var problems = Needed(options).Select(folder => Problem(folder.Setting, folder.Path)).OfType<string>().ToList();
        if (problems.Count > 0) throw new SettingsException(problems);
    }

    private static IEnumerable<(string Setting, string Path)> Needed(ServiceOptions options)
    {
        var consumes = options.Roles.AllConsumers || options.Roles.Consumers.Count > 0;
        if (options.Persistence.Provider == PersistenceProvider.Sqlite)
            yield return ("The folder in Persistence:ConnectionString", SqliteFolder(options));
        if (options.Roles.Api || consumes) yield return ("Content:Path", options.Content.Path);
        if (consumes && options.Mail.Provider == MailProvider.Pickup) yield return ("Mail:Path", options.Mail.Path);
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
