namespace CleanFiles.Infrastructure.Configuration;

internal static class DataFolder
{
    /// <exception cref="SettingsException">There can be no such folder.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                [$"Data:Path is '{path}', which cannot be made a folder; choose one where this process may write."]);
        }
    }
}
