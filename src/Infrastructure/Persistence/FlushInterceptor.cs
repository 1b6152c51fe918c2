using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CleanFiles.Infrastructure.Persistence;

/// <summary>Tells the flush of whichever unit of work has the context. One for all contexts, because those are pooled.</summary>
internal sealed class FlushInterceptor : SaveChangesInterceptor, IDbCommandInterceptor, IDbTransactionInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new NotSupportedException("Save asynchronously, through IUnitOfWork.");

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var flush = Of(eventData.Context) ?? throw new InvalidOperationException("Save through IUnitOfWork: without its transaction events could be lost.");
        flush.Begin(eventData.Context!);
        return new(result);
    }

    public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (eventData.CommandSource == CommandSource.SaveChanges) Of(eventData.Context)?.Join(command);
        return new(result);
    }

    public override async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        await Of(eventData.Context)!.EndAsync(eventData.Context!, cancellationToken);
        return result;
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Of(eventData.Context)?.Committed();
        return Task.CompletedTask;
    }

    private static IFlush? Of(DbContext? context) => ((AppDbContext)context!).Flush;
}
