using CleanFiles.Infrastructure.Waiting;

namespace CleanFiles.Infrastructure.Relay;

/// <summary>Raised right after each commit that wrote to the outbox, so that the relay of this process need not poll (ADR 0006).</summary>
internal sealed class OutboxSignal : Signal;
