using CleanFiles.Application.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>One write transaction with one flush, which the outbox rows join behind the entities (ADR 0005, ADR 0026).</summary>
internal sealed class UnitOfWork(AppDbContext db, IFlush flush, IWriteGate gate, DeferredWrites deferred) : IUnitOfWork, IAsyncDisposable
{
    private IDisposable? _passage;
    private IDbContextTransaction? _transaction;
    private bool _hosted;

    public bool MayHaveCommitted { get; private set; }

    public bool HasChanges => db.ChangeTracker.HasChanges() || !deferred.IsEmpty;

    public async Task CommitAsync(CancellationToken ct)
    {
        if (_hosted) throw new InvalidOperationException("A consumer does not commit: the consumer host does, together with the inbox row.");
        await Conflicts.RetryAsync(async () =>
        {
            if (flush.Joins && db.Database.CurrentTransaction is null && IsOneNewRow()) return await SaveAtOnceAsync(ct);
            await BeginAsync(ct);
            return await SaveAndCommitAsync(ct);
        });
    }

    /// <summary>From now on only its host commits, by <see cref="CommitHostedAsync"/>.</summary>
    public void Claim() => _hosted = true;

    /// <summary>With nothing tracked: what was read before may be stale by now. Begun again, it undoes and forgets what was begun before.</summary>
    public async Task BeginHostedAsync(CancellationToken ct)
    {
        Claim();
        await EndAsync();
        db.ChangeTracker.Clear();
        deferred.Clear();
        await BeginAsync(ct);
    }

    public Task CommitHostedAsync(CancellationToken ct) => SaveAndCommitAsync(ct);

    public ValueTask DisposeAsync() => EndAsync();

    private async Task BeginAsync(CancellationToken ct)
    {
        _passage = await gate.EnterAsync(ct);
        try
        {
            // A flush that fails fails as a whole, so a savepoint before it would only cost time.
            (db.Flush, db.Database.AutoSavepointsEnabled) = (flush, false);
            _transaction = await db.Database.BeginTransactionAsync(ct);
        }
        catch
        {
            await EndAsync();
            throw;
        }
    }

    private bool IsOneNewRow()
    {
        if (!deferred.IsEmpty) return false;
        db.ChangeTracker.DetectChanges();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return db.ChangeTracker.Entries().Where(entry => entry.State != EntityState.Unchanged).Take(2).ToList() is [{ State: EntityState.Added }];
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    /// <summary>
    /// A new row and its events are one command, and the server commits or undoes a command as a whole: no round trips for a transaction
    /// around it. A change of an existing row needs that, to be undone when somebody else was faster.
    /// </summary>
    /// <returns>True.</returns>
    private async Task<bool> SaveAtOnceAsync(CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        var before = MayHaveCommitted;
        (db.Flush, db.Database.AutoTransactionBehavior) = (flush, AutoTransactionBehavior.Never);
        try
        {
            MayHaveCommitted = true;
            await db.SaveChangesAsync(ct);
            flush.Committed();
            return true;
        }
        catch (Exception e) when (Refusal.Is(e) || e is InvalidOperationException)
        {
            // The server said no, or nothing was sent to it.
            MayHaveCommitted = before;
            throw;
        }
        finally
        {
            db.Flush = null;
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Entities count as saved only after the commit, so that a second try after a failed one saves them again.</summary>
    /// <returns>True.</returns>
    private async Task<bool> SaveAndCommitAsync(CancellationToken ct)
    {
        var before = MayHaveCommitted;
        try
        {
            await deferred.WriteAsync(ct);
            await db.SaveChangesAsync(acceptAllChangesOnSuccess: false, ct);
            MayHaveCommitted = true;
            await _transaction!.CommitAsync(ct);
            db.ChangeTracker.AcceptAllChanges();
            deferred.Clear();
            return true;
        }
        catch (Exception e) when (Conflicts.Is(e) || Refusal.Is(e))
        {
            MayHaveCommitted = before;
            throw;
        }
        catch (DbUpdateConcurrencyException e)
        {
            throw new ConcurrencyException(e);
        }
        finally
        {
            await EndAsync();
        }
    }

    private async ValueTask EndAsync()
    {
        try
        {
            if (_transaction is not null) await _transaction.DisposeAsync();
        }
        finally
        {
            _passage?.Dispose();
            (_transaction, _passage, db.Flush) = (null, null, null);
        }
    }
}
