using System.Data.Common;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Rows that are only ever added, so nobody has to track them: the unit of work has them written, all at once, when it saves.</summary>
internal interface IAppended
{
    bool IsEmpty { get; }

    Task WriteAsync(DbTransaction transaction, CancellationToken ct);

    /// <summary>They are committed, or what added them begins anew.</summary>
    void Clear();
}

/// <summary>All of them in one scope.</summary>
internal sealed class Appended(IEnumerable<IAppended> tables) : IAppended
{
    public bool IsEmpty => tables.All(rows => rows.IsEmpty);

    public async Task WriteAsync(DbTransaction transaction, CancellationToken ct)
    {
        foreach (var rows in tables)
            if (!rows.IsEmpty) await rows.WriteAsync(transaction, ct);
    }

    public void Clear()
    {
        foreach (var rows in tables) rows.Clear();
    }
}
