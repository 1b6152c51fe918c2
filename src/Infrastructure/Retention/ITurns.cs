namespace CleanFiles.Infrastructure.Retention;

/// <summary>Lets one process at a time do what one is enough for. It saves work; what the holder does is right without it too.</summary>
internal interface ITurns
{
    /// <returns>The turn, to be disposed of; null when another process has it.</returns>
    Task<IAsyncDisposable?> TryTakeAsync(string name, CancellationToken ct);
}
