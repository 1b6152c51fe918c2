using System.Data.Common;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Resilience.Tests.Nodes;

/// <summary>Some transactions are slow to commit, so that positions and commits come in different orders.</summary>
internal sealed class CrashingFlush(IFlush inner, CrashPoints points) : IFlush
{
    private const int OneIn = 8, LongestMilliseconds = 150;

    public bool Joins => inner.Joins;

    public void Begin(DbContext db)
    {
        points.Pass(CrashPoint.BeforeFlush, 1);
        inner.Begin(db);
    }

    public void Join(DbCommand command) => inner.Join(command);

    public async Task EndAsync(DbContext db, CancellationToken ct)
    {
        await inner.EndAsync(db, ct);
        if (Random.Shared.Next(OneIn) == 0) await Task.Delay(Random.Shared.Next(LongestMilliseconds), ct);
    }

    public void Committed()
    {
        points.Pass(CrashPoint.AfterCommit, 1);
        inner.Committed();
    }
}
