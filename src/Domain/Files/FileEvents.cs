namespace CleanFiles.Domain.Files;

public sealed record FileUploaded(
    FileId Id, OwnerId Owner, FileName Name, long Size, ContentType ContentType, Sha256 Sha256, DateTimeOffset At) : IDomainEvent;

public sealed record FileRenamed(FileId Id, OwnerId Owner, FileName OldName, FileName NewName, DateTimeOffset At) : IDomainEvent;

public sealed record FileDeleted(FileId Id, OwnerId Owner, FileName Name, DateTimeOffset At) : IDomainEvent;
