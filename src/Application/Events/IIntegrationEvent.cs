namespace CleanFiles.Application.Events;

/// <summary>A contract: the form in which a fact is published, for readers in other processes and other years (ADR 0004).</summary>
public interface IIntegrationEvent;
