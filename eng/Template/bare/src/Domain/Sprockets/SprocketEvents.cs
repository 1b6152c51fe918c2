namespace CleanFiles.Domain.Sprockets;

public sealed record SprocketCreated(SprocketId Id, OwnerId Owner, string Title, DateTimeOffset At) : IDomainEvent;
