using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Files;

/// <summary>What a client sees of a file.</summary>
public sealed record FileView(Guid Id, string Name, long Size, string ContentType, string Sha256, DateTimeOffset UploadedAt, long Version)
{
    internal static FileView Of(FileAggregate file) => new(
        file.Id.Value, file.Name.Value, file.Size, file.ContentType.Value, file.Sha256.Value, file.UploadedAt, file.Version);
}
