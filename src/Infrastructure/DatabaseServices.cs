using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Inbox;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Outbox.Postgres;
using CleanFiles.Infrastructure.Outbox.Sqlite;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Persistence.Postgres;
using CleanFiles.Infrastructure.Persistence.Sqlite;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Infrastructure.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CleanFiles.Infrastructure;

/// <summary>Everything that differs between the two databases, side by side.</summary>
internal static class DatabaseServices
{
    public static void AddPersistence(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options.Persistence).AddSingleton<Transactions>().AddSingleton<DatabaseHealth>();
        services.AddSingleton<IHealthContributor>(provider => provider.GetRequiredService<DatabaseHealth>());
        services.AddScoped<DeferredWrites>().AddScoped<UnitOfWork>().AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<UnitOfWork>());
        if (options.Persistence.Provider == PersistenceProvider.Sqlite) services.AddSqlite(options);
        else services.AddPostgres(options);
    }

    private static void AddSqlite(this IServiceCollection services, ServiceOptions options)
    {
        var database = new SqliteDatabase(options.Persistence.ConnectionString, options.DataPath);
        services.AddContext<SqliteDbContext>((_, context) => context.UseSqlite(database.ConnectionString));
        services.AddSingleton(database).AddSingleton<IProcessLock, SqliteProcessLock>().AddSingleton<IWriteGate, SingleWriterGate>();
        services.AddSingleton<IOutboxWriter, SqliteOutboxWriter>().AddSingleton<IOutboxStatus>(_ => new SqliteOutboxStatus(database.ConnectionString));
        services.AddSingleton<IOutboxLog>(provider => new SqliteOutboxLog(database.ConnectionString, provider.GetRequiredService<IWriteGate>()));
        services.AddSingleton<ITurns, SqliteTurns>();
        services.AddSingleton<IOutboxRetention>(provider => ActivatorUtilities.CreateInstance<SqliteOutboxRetention>(provider, database.ConnectionString));
        services.AddSingleton<IInboxEntry, SqliteInboxEntry>();
    }

    private static void AddPostgres(this IServiceCollection services, ServiceOptions options)
    {
        services.AddPostgresConnections(options.Persistence.ConnectionString!, options.Consumers.HandlerTimeout);
        services.AddContext<PostgresDbContext>((provider, context) => context.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        if (options.Messaging.Transport == MessagingTransport.InMemory && options.Roles.Relay)
            services.AddSingleton<IProcessLock, PostgresProcessLock>();
        else services.AddSingleton<IProcessLock, NoProcessLock>();
        services.AddSingleton<IWriteGate, OpenGate>();
        services.AddSingleton<IOutboxWriter, PostgresOutboxWriter>().AddSingleton<IOutboxStatus, PostgresOutboxStatus>();
        services.AddPostgresLog(options.Persistence.ConnectionString!);
        services.AddSingleton<ITurns, PostgresTurns>().AddSingleton<IOutboxRetention, PostgresOutboxRetention>();
        services.AddSingleton<IInboxEntry, PostgresInboxEntry>();
    }

    private static void AddPostgresLog(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<ShardsChanged>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PostgresOutboxLog>(provider, connectionString));
        services.AddSingleton<IOutboxLog>(provider =>
            new LockedOutboxLog(provider.GetRequiredService<PostgresOutboxLog>(), provider.GetRequiredService<IProcessLock>()));
    }

    /// <summary>How processes wake each other, or keep away. With the in-memory bus there is one relay, so the process that has it need not call.</summary>
    public static void AddNeighbours(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton<StopReason>();
        if (options.Persistence.Provider == PersistenceProvider.Sqlite) return;
        if (options.Messaging.Transport == MessagingTransport.InMemory && options.Roles.Relay) services.AddHostedService<ProcessLockWatch>();
        if (options.Roles.Relay)
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<OutboxListener>(provider, options.Persistence.ConnectionString!));
        if (!options.Roles.Relay || options.Messaging.Transport != MessagingTransport.InMemory) services.AddHostedService<OutboxBell>();
    }

    private static void AddContext<TContext>(this IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder> database)
        where TContext : AppDbContext
    {
        services.AddSingleton<FlushInterceptor>();
        services.AddDbContextPool<TContext>((provider, context) =>
        {
            database(provider, context);
            context.UseSnakeCaseNamingConvention().AddInterceptors(provider.GetRequiredService<FlushInterceptor>());
        });
        services.AddScoped<AppDbContext>(provider => provider.GetRequiredService<TContext>());
    }
}
