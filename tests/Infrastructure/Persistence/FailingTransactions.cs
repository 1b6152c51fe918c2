using System.Data.Common;
using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Persistence;

/// <summary>
/// Makes a database refuse one step of a transaction, once each time it is told; a save without a transaction around it has one step only.
/// </summary>
internal sealed class FailingTransactions : DbTransactionInterceptor, IDbCommandInterceptor, IDbConnectionInterceptor
{
    private string? _step;
    private Exception? _error;

    /// <param name="error">What the database says; null for a connection that breaks.</param>
    public void FailNext(string step, Exception? error = null) => (_step, _error) = (step, error);

    public void Add(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteDbContext>(context => context.AddInterceptors(this));
        services.ConfigureDbContext<PostgresDbContext>(context => context.AddInterceptors(this));
    }

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        new(Pass("begin", result));

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        new(Pass("commit", result));

    public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        new(command.Transaction is null && _step is { } step ? Pass(step, result) : result);

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        new(Pass("open", result));

    private T Pass<T>(string step, T result)
    {
        if (_step != step) return result;
        _step = null;
        throw _error ?? new IOException($"The {step} failed.");
    }
}
