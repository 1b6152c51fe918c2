using System.Buffers;
using System.Security.Cryptography;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Retention;

namespace CleanFiles.Infrastructure.Content;

/// <summary>Each content is one file, named by its id and never by what a user calls it.</summary>
internal sealed class FileSystemContentStore(ContentOptions options, TimeProvider time) : IContentStore, IStoredContents
{
    private const int BufferBytes = 128 * 1024;

    public Task<StoredContent> SaveAsync(FileId id, Stream content, CancellationToken ct) =>
        AtomicFile.WriteAsync(PathOf(id), time, target => CopyAsync(content, target, ct));

    public Task<Stream?> OpenAsync(FileId id, CancellationToken ct)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(FileId id, CancellationToken ct)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever stored beside it, so it is gone already.
        }

        return Task.CompletedTask;
    }

    public IEnumerable<FileId> StoredBefore(DateTimeOffset at) =>
        from file in FolderTree.Files(options.Path)
        where file.LastWriteTimeUtc < at && Guid.TryParseExact(file.Name, "N", out _)
        let id = new FileId(Guid.ParseExact(file.Name, "N"))
        where Path.GetFullPath(PathOf(id)) == file.FullName
        select id;

    private async Task<StoredContent> CopyAsync(Stream source, Stream target, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var size = 0L;
            while (await source.ReadAsync(buffer, ct) is var read and > 0)
            {
                size += read;
                if (size > options.MaxBytes) throw new ContentTooLargeException(options.MaxBytes);
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            return new StoredContent(size, new Sha256(Convert.ToHexStringLower(hash.GetHashAndReset())));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Fans out by the end of the id, which is random; by its beginning, the time, one folder would fill after the other.</summary>
    private string PathOf(FileId id)
    {
        var name = id.Value.ToString("N");
        return Path.Combine(options.Path, name[^2..], name[^4..^2], name);
    }
}
