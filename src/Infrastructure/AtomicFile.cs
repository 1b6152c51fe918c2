namespace CleanFiles.Infrastructure;

/// <summary>Writes a file that is either there as a whole, on the disk, or not there at all.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces a file of the same name. When <paramref name="write"/> fails, nothing is left of the attempt.</summary>
    public static async Task<T> WriteAsync<T>(string path, Func<Stream, Task<T>> write)
    {
        var folder = Path.GetDirectoryName(path)!;
        DurableFolder.Create(folder);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var result = await WriteDurablyAsync(temporary, write);
            File.Move(temporary, path, overwrite: true);
            DurableFolder.Flush(folder);
            return result;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static async Task<T> WriteDurablyAsync<T>(string path, Func<Stream, Task<T>> write)
    {
        await using var stream = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        var result = await write(stream);
        stream.Flush(flushToDisk: true);
        return result;
    }
}
