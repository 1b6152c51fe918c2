namespace CleanFiles.Infrastructure.Retention;

/// <summary>One kind of thing that is not kept for ever.</summary>
internal interface IRetention
{
    /// <summary>Names it in the log, and its turn among processes.</summary>
    string Name { get; }

    /// <summary>
    /// Removes what is old enough, in short batches with room for others between them. Writes nothing when there is nothing to remove.
    /// </summary>
    /// <returns>How many it removed.</returns>
    Task<int> RunAsync(CancellationToken ct);
}

internal static class Batches
{
    /// <param name="remove">Removes one batch; one that is not full was the last.</param>
    public static async Task<int> RunAsync(int size, Func<Task<int>> remove)
    {
        var (sum, removed) = (0, 0);
        do sum += removed = await remove();
        while (removed == size);
        return sum;
    }
}
