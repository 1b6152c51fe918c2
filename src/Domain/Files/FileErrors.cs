namespace CleanFiles.Domain.Files;

public static class FileErrors
{
    public const string Empty = "The file is empty; choose one with content.";

    public const string Deleted = "The file is deleted and cannot change any more.";
}
