namespace CleanFiles.Resilience.Tests.Horizon;

/// <summary>An outbox with its relay and one consumer, which is written to.</summary>
internal interface IOutboxUnderLoad : IAsyncDisposable
{
    string Name { get; }

    /// <param name="effect">Told when an event has had its effect.</param>
    Task StartAsync(Action<Guid> effect);

    /// <summary>Commits one event.</summary>
    Task WriteAsync(Guid id);

    /// <returns>Dead rows of the table of events, as far as the server has counted them.</returns>
    Task<long> DeadRowsAsync();
}
