namespace CleanFiles.Infrastructure.Persistence;

/// <summary>What a scope has noted and not yet written: the unit of work has all of it made at once when it saves, just before the tracked entities.</summary>
internal interface IDeferredWrites
{
    bool IsEmpty { get; }

    /// <summary>Within the transaction of the unit of work; changes that it leaves to the context's tracking are saved right after it.</summary>
    Task WriteAsync(CancellationToken ct);

    /// <summary>They are committed, or what noted them begins anew.</summary>
    void Clear();
}

/// <summary>All of them in one scope.</summary>
internal sealed class DeferredWrites(IEnumerable<IDeferredWrites> all) : IDeferredWrites
{
    public bool IsEmpty => all.All(writes => writes.IsEmpty);

    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var writes in all)
            if (!writes.IsEmpty) await writes.WriteAsync(ct);
    }

    public void Clear()
    {
        foreach (var writes in all) writes.Clear();
    }
}
