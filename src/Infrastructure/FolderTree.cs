namespace CleanFiles.Infrastructure;

internal static class FolderTree
{
    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The files in a folder and below it, read while they are enumerated; none when there is no such folder. Links are not followed.</summary>
    public static IEnumerable<FileInfo> Files(string path)
    {
        var folder = new DirectoryInfo(path);
        return folder.Exists ? folder.EnumerateFiles("*", Deep) : [];
    }
}
