using CleanFiles.Infrastructure.Waiting;

namespace CleanFiles.Infrastructure.Outbox;

/// <summary>Raised right after each commit that wrote to the outbox, for whoever tells other processes of it.</summary>
internal sealed class OutboxCommitted : Signal;
