namespace CleanFiles.Domain.AggregateFolder;

public sealed record Sprocket(Guid Id, DateTimeOffset At) : IDomainEvent;
