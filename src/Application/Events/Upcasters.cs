namespace CleanFiles.Application.Events;

/// <summary>Each turns one version of an event into the next, and never fails: what was published once is read for ever (ADR 0021).</summary>
internal static class Upcasters
{
    public static FileUploadedV2 ToV2(this FileUploadedV1 old) => new(
        old.FileId, old.OwnerId, old.Name, old.Size, old.ContentType, MediaType.Of(old.ContentType), old.Sha256, old.UploadedAt);
}
