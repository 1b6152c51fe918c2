namespace CleanFiles.Infrastructure.Content;

internal enum ContentProvider
{
    FileSystem,
}

/// <param name="Path">The full path of the folder that holds the content.</param>
/// <param name="MaxBytes">The size of the largest file taken.</param>
internal sealed record ContentOptions(ContentProvider Provider, string Path, long MaxBytes)
{
    public const string DefaultPath = "content";

    public const long DefaultMaxBytes = 100 * 1024 * 1024;

    public const int DefaultOrphanHours = 24;
}
