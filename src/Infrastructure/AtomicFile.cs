using System.Text.RegularExpressions;

namespace CleanFiles.Infrastructure;

/// <summary>Writes a file that is either there as a whole, on the disk, or not there at all.</summary>
internal static partial class AtomicFile
{
    /// <summary>
    /// Replaces a file of the same name; its last write counts as of now, just before it gets its name. When <paramref name="write"/>
    /// fails, nothing is left of the attempt; when the process dies, a temporary file is.
    /// </summary>
    public static async Task<T> WriteAsync<T>(string path, TimeProvider time, Func<Stream, Task<T>> write)
    {
        var folder = Path.GetDirectoryName(path)!;
        DurableFolder.Create(folder);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var result = await WriteDurablyAsync(temporary, time, write);
            Publish(temporary, path);
            return result;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public static bool IsTemporary(string name) => Temporary().IsMatch(name);

    /// <summary>Whether a name is on the disk that could not be flushed, nobody knows; a new one is taken away, and what was replaced cannot come back.</summary>
    private static void Publish(string temporary, string path)
    {
        var isNew = !File.Exists(path);
        File.Move(temporary, path, overwrite: true);
        try
        {
            DurableFolder.Flush(Path.GetDirectoryName(path)!);
        }
        catch when (isNew)
        {
            File.Delete(path);
            throw;
        }
    }

    private static async Task<T> WriteDurablyAsync<T>(string path, TimeProvider time, Func<Stream, Task<T>> write)
    {
        await using var stream = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        var result = await write(stream);
        File.SetLastWriteTimeUtc(stream.SafeFileHandle, time.GetUtcNow().UtcDateTime);
        stream.Flush(flushToDisk: true);
        return result;
    }

    [GeneratedRegex(@"\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex Temporary();
}
