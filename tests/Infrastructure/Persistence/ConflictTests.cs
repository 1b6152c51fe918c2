using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Tests.Consuming;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure.Tests.Persistence;

/// <summary>PostgreSQL ends a transaction of ours because of somebody else's, for real.</summary>
public sealed class ConflictTests(PostgresFixture postgres)
{
    [Fact]
    [Enforces(17)]
    public async Task A_client_notices_nothing_of_a_deadlock()
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres);
        var (one, other) = await SaveTwoAsync(database);
        await DeadlockAsync(database, one, other, number => database.InScopeAsync(async services =>
        {
            var files = services.GetRequiredService<IFiles>();
            foreach (var id in new[] { one, other }) (await files.FindAsync(id, Some.Ct))!.Rename(new FileName($"mine {number}.txt"), Some.Noon);
            var unitOfWork = services.GetRequiredService<IUnitOfWork>();
            await unitOfWork.CommitAsync(Some.Ct);
            Assert.True(unitOfWork.MayHaveCommitted);
        }));
        Assert.StartsWith("mine", Assert.Single((await database.ListAsync<string>("select name as \"Value\" from files")).Distinct()), StringComparison.Ordinal);
        Assert.Equal(
            await database.ScalarAsync<long>("select sum(version)::bigint as \"Value\" from files"),
            await database.ScalarAsync<long>("select count(*) as \"Value\" from outbox"));
    }

    [Fact]
    [Enforces(17)]
    public async Task A_deadlock_in_the_books_is_repeated_too()
    {
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres);
        var (one, other) = await SaveTwoAsync(database);
        await DeadlockAsync(database, one, other, number => database.Services.GetRequiredService<Transactions>().RunAsync(
            async db =>
            {
                foreach (var id in new[] { one, other }) await RenameAsync(db, id, $"mine {number}.txt", Some.Ct);
                return true;
            },
            Some.Ct));
        Assert.StartsWith("mine", Assert.Single((await database.ListAsync<string>("select name as \"Value\" from files")).Distinct()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TransactionalConsumer))]
    [InlineData(typeof(ExternalConsumer))]
    [Enforces(17)]
    public async Task A_consumers_transaction_that_lost_a_deadlock_is_repeated_and_what_it_did_outside_is_not(Type consumer)
    {
        var script = new Script();
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, services => AddTo(services, script));
        var (one, other) = await SaveTwoAsync(database);
        var tries = await DeadlockAsync(database, one, other, number =>
        {
            script.Effect = async (db, ct) =>
            {
                foreach (var id in new[] { one, other }) await RenameAsync(db, id, $"mine {number}.txt", ct);
            };
            return HandleAsync(database, consumer);
        });
        Assert.StartsWith("mine", Assert.Single((await database.ListAsync<string>("select name as \"Value\" from files")).Distinct()), StringComparison.Ordinal);
        Assert.Equal((tries, tries, 0), (script.Runs, await database.CountAsync("inbox"), await database.CountAsync("failed_deliveries")));
    }

    [Theory]
    [InlineData(typeof(TransactionalConsumer))]
    [InlineData(typeof(ExternalConsumer))]
    [Enforces(17)]
    public async Task A_consumers_transaction_whose_session_the_server_ended_because_it_stood_still_is_repeated(Type consumer)
    {
        var script = new Script();
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, services => AddTo(services, script));
        var effects = 0;
        script.Effect = async (db, ct) =>
        {
            if (effects++ > 0) return;
            var session = await db.Database.SqlQuery<int>($"select pg_backend_pid() as \"Value\"").SingleAsync(ct);
            await db.Database.ExecuteSqlAsync($"set local idle_in_transaction_session_timeout = 50", ct);
            await Eventually.IsTrueAsync(
                async () => await database.ScalarAsync<long>($"select count(*) as \"Value\" from pg_stat_activity where pid = {session}") == 0, "the session was ended");
        };
        Assert.Equal([Verdict.Ack], await HandleAsync(database, consumer));
        Assert.Equal((1, 2), (script.Runs, effects));
        Assert.Equal((1, 0), (await database.CountAsync("inbox"), await database.CountAsync("failed_deliveries")));
    }

    [Theory]
    [InlineData(typeof(TransactionalConsumer))]
    [InlineData(typeof(ExternalConsumer))]
    [Enforces(17)]
    public async Task A_consumers_transaction_that_could_not_be_serialised_is_repeated_and_what_it_did_outside_is_not(Type consumer)
    {
        var script = new Script();
        await using var database = await TestDatabase.CreateAsync("Postgres", postgres, services =>
        {
            AddTo(services, script);
            new SerializableTransactions().Add(services);
        });
        var (one, _) = await SaveTwoAsync(database);
        var effects = 0;
        script.Effect = async (db, ct) =>
        {
            var name = await db.Database.SqlQuery<string>($"select name as \"Value\" from files where id = {one.Value}").SingleAsync(ct);
            if (effects++ == 0) await using (var rival = await OpenAsync(database)) await RenameAsync(rival, one, "theirs.txt");
            await RenameAsync(db, one, $"{name} and mine.txt", ct);
        };
        Assert.Equal([Verdict.Ack], await HandleAsync(database, consumer));
        Assert.Equal((1, 2, 1), (script.Runs, effects, await database.CountAsync("inbox")));
        Assert.Equal("theirs.txt and mine.txt", await database.ScalarAsync<string>($"select name as \"Value\" from files where id = '{one.Value}'"));
    }

    /// <summary>Lets a rival lock the same rows in the opposite order, until the work was the victim of the deadlock and succeeded all the same.</summary>
    /// <returns>How often that took.</returns>
    private static async Task<int> DeadlockAsync(TestDatabase database, FileId one, FileId other, Func<int, Task> workAsync)
    {
        await using var rival = await OpenAsync(database);
        await ExecuteAsync(rival, "set deadlock_timeout = '20s'"); // The work waits first and looks sooner, so it is the victim.
        for (var tries = 1; ; tries++)
        {
            await using var transaction = await rival.BeginTransactionAsync(Some.Ct);
            await RenameAsync(rival, other, "theirs.txt");
            var work = workAsync(tries);
            await Eventually.IsTrueAsync(
                async () => await database.ScalarAsync<long>("select count(*) as \"Value\" from pg_locks where not granted and locktype = 'transactionid'") == 1,
                "the work waits for the row that its rival holds");
            try
            {
                await RenameAsync(rival, one, "theirs.txt");
                await transaction.CommitAsync(Some.Ct);
                await work;
                return tries;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                await transaction.RollbackAsync(Some.Ct);
                await work;
            }
        }
    }

    private static async Task<(FileId One, FileId Other)> SaveTwoAsync(TestDatabase database)
    {
        FileId[] ids = [Some.File().Id, Some.File().Id];
        await database.InScopeAsync(async services =>
        {
            foreach (var id in ids.Order(Comparer<FileId>.Create((a, b) => a.Value.CompareTo(b.Value))))
                services.GetRequiredService<IFiles>().Add(FileAggregate.Upload(
                    id, new OwnerId("alice"), new FileName("a.txt"), 5, new ContentType("text/plain"), new Sha256(new string('a', 64)), Some.Noon));
            await services.GetRequiredService<IUnitOfWork>().CommitAsync(Some.Ct);
        });
        // EF Core writes in the order of keys.
        return ids[0].Value.CompareTo(ids[1].Value) < 0 ? (ids[0], ids[1]) : (ids[1], ids[0]);
    }

    private static void AddTo(IServiceCollection services, Script script)
    {
        services.AddSingleton(script).AddSingleton(ConsumingRig.Catalogue);
        foreach (var consumer in new[] { typeof(TransactionalConsumer), typeof(ExternalConsumer) })
            services.AddConsumer(ConsumerDescriptor.Of(consumer));
    }

    private static Task<IReadOnlyList<Verdict>> HandleAsync(TestDatabase database, Type consumer) =>
        database.Services.GetServices<ConsumerHost>().Single(host => host.Subscription.Consumer == ConsumerDescriptor.Of(consumer).Name)
            .HandleAsync([new Delivery(Some.Envelope(type: "happened"), 1, CancellationToken.None)], Some.Ct);

    private static async Task<NpgsqlConnection> OpenAsync(TestDatabase database) =>
        await database.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Some.Ct);

    private static async Task RenameAsync(AppDbContext db, FileId id, string name, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync($"update files set name = {name} where id = {id.Value}", ct);

    private static Task RenameAsync(NpgsqlConnection connection, FileId id, string name) =>
        ExecuteAsync(connection, $"update files set name = '{name}' where id = '{id.Value}'");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Some.Ct);
    }
}
