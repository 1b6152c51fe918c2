using System.Data;
using System.Data.Common;
using CleanFiles.Infrastructure.Persistence.Postgres;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure.Tests.Persistence;

/// <summary>Makes every transaction serialisable.</summary>
internal sealed class SerializableTransactions : DbTransactionInterceptor
{
    public void Add(IServiceCollection services) => services.ConfigureDbContext<PostgresDbContext>(context => context.AddInterceptors(this));

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        InterceptionResult<DbTransaction>.SuppressWithResult(await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken));
}
