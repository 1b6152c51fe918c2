using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Ports;

/// <summary>Holds the bytes of files, each under its id.</summary>
public interface IContentStore
{
    /// <summary>Streams the content in. When the task ends well the bytes are durable; when it fails none can be opened.</summary>
    /// <exception cref="ContentTooLargeException">The stream is longer than the configured limit.</exception>
    Task<StoredContent> SaveAsync(FileId id, Stream content, CancellationToken ct);

    /// <returns>A seekable stream, or null when there is no such content (any more).</returns>
    Task<Stream?> OpenAsync(FileId id, CancellationToken ct);

    /// <summary>Removes the content; content that is already gone is no error.</summary>
    Task DeleteAsync(FileId id, CancellationToken ct);
}

/// <param name="Size">In bytes.</param>
public readonly record struct StoredContent(long Size, Sha256 Sha256);

public sealed class ContentTooLargeException(long maxBytes)
    : TooLargeException($"The file is larger than the {maxBytes} bytes allowed (Content:MaxBytes).");
