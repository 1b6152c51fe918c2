using System.Data.Common;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;

namespace CleanFiles.Infrastructure.Tests.Outbox;

/// <summary>A new database with an outbox in it.</summary>
internal abstract class TestOutbox : IAsyncDisposable
{
    public abstract IOutboxLog Log { get; }

    public abstract IOutboxRetention Retention(RetentionOptions options);

    protected abstract IOutboxWriter Writer { get; }

    public abstract Task<DbConnection> ConnectAsync();

    /// <summary>Differs after every write to the bookmark.</summary>
    public abstract Task<string> BookmarkVersionAsync();

    public abstract ValueTask DisposeAsync();

    public async Task<OpenTransaction> BeginAsync()
    {
        var connection = await ConnectAsync();
        return new OpenTransaction(connection, await connection.BeginTransactionAsync(), Writer);
    }

    public async Task CommitAsync(params Envelope[] envelopes)
    {
        await using var transaction = await BeginAsync();
        await transaction.AppendAsync(envelopes);
        await transaction.CommitAsync();
    }

    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text stands in a test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}

internal sealed class OpenTransaction(DbConnection connection, DbTransaction transaction, IOutboxWriter writer) : IAsyncDisposable
{
    public DbTransaction Transaction => transaction;

    public Task AppendAsync(params Envelope[] envelopes) => writer.AppendAsync(transaction, envelopes, CancellationToken.None);

    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
