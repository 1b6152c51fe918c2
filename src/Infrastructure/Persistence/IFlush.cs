using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>What one unit of work writes beside its entities, in the same transaction; called by <see cref="FlushInterceptor"/>.</summary>
internal interface IFlush
{
    /// <summary>Whether all of it goes along with the first command that writes entities.</summary>
    bool Joins { get; }

    /// <summary>Before the entities are written.</summary>
    /// <exception cref="InvalidOperationException">This unit of work has saved before.</exception>
    void Begin(DbContext db);

    /// <summary>A command that writes entities is about to be sent, and may take more along.</summary>
    void Join(DbCommand command);

    /// <summary>After the entities are written: writes what no command took along.</summary>
    Task EndAsync(DbContext db, CancellationToken ct);

    void Committed();
}
