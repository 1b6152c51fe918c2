namespace CleanFiles.Domain;

/// <summary>A fact about one aggregate, in the past tense. It stays inside this process; what others may read is a contract (ADR 0003).</summary>
public interface IDomainEvent;
