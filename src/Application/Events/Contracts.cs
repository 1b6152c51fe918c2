namespace CleanFiles.Application.Events;

public sealed record FileUploadedV1(
    Guid FileId, string OwnerId, string Name, long Size, string ContentType, string Sha256, DateTimeOffset UploadedAt) : IIntegrationEvent;

public sealed record FileRenamedV1(Guid FileId, string OwnerId, string OldName, string NewName, DateTimeOffset RenamedAt) : IIntegrationEvent;

public sealed record FileDeletedV1(Guid FileId, string OwnerId, string Name, DateTimeOffset DeletedAt) : IIntegrationEvent;
