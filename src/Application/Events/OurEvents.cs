using CleanFiles.Domain.Files;

namespace CleanFiles.Application.Events;

/// <summary>What this service tells others: every version of every event, and which of them a domain event becomes (ADR 0004).</summary>
internal static class OurEvents
{
    public static IEnumerable<EventContract> Contracts =>
    [
        new EventContract("file.uploaded", 1, typeof(FileUploadedV1)) { Example = Examples.FileUploadedV1 },
        new EventContract("file.uploaded", 2, typeof(FileUploadedV2))
        {
            ReadableAs = 1,
            Upcast = Upcaster.Of<FileUploadedV1, FileUploadedV2>(Upcasters.ToV2),
            Example = Examples.FileUploadedV2,
        },
        new EventContract("file.renamed", 1, typeof(FileRenamedV1)) { Example = Examples.FileRenamedV1 },
        new EventContract("file.deleted", 1, typeof(FileDeletedV1)) { Example = Examples.FileDeletedV1 },
    ];

    public static void Map(EventMapper mapper)
    {
        mapper.Map((FileUploaded e) => new FileUploadedV2(
            e.Id.Value, e.Owner.Value, e.Name.Value, e.Size, e.ContentType.Value, MediaType.Of(e.ContentType.Value), e.Sha256.Value, e.At));
        mapper.Map((FileRenamed e) => new FileRenamedV1(e.Id.Value, e.Owner.Value, e.OldName.Value, e.NewName.Value, e.At));
        mapper.Map((FileDeleted e) => new FileDeletedV1(e.Id.Value, e.Owner.Value, e.Name.Value, e.At));
    }
}
