using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Audit;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Content;
using CleanFiles.Infrastructure.Mail;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Retention;
using CleanFiles.Infrastructure.Search;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure;

/// <summary>What this service has beside the plumbing, as far as it takes a line: a port with one adapter takes none.</summary>
internal static class Adapters
{
    public static IServiceCollection AddAdapters(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options.Adapters).AddContent(options.Adapters.Content).AddMail(options.Adapters.Mail);
        services.AddSingleton<IFileRows, FileRows>();
        if (options.Roles.Relay) services.AddSingleton<IRetention, TombstoneRetention>();
        if (options.Roles.Api) services.AddSingleton<IRetention, OrphanedContents>();
        return options.Persistence.Provider == PersistenceProvider.Sqlite ? services.AddSqliteAdapters() : services.AddPostgresAdapters();
    }

    public static IServiceCollection AddAbandonedFiles(this IServiceCollection services, string folder) =>
        services.AddSingleton<IRetention>(provider => ActivatorUtilities.CreateInstance<AbandonedFiles>(provider, folder));

    private static IServiceCollection AddSqliteAdapters(this IServiceCollection services) =>
        services.AddDeferring<ISearchIndex, SqliteSearchIndex>().AddScoped<IAuditTrail, AuditTrail>();

    private static IServiceCollection AddPostgresAdapters(this IServiceCollection services) =>
        services.AddDeferring<ISearchIndex, PostgresSearchIndex>().AddDeferring<IAuditTrail, PostgresAuditTrail>();

    private static IServiceCollection AddDeferring<TPort, TAdapter>(this IServiceCollection services)
        where TPort : class where TAdapter : class, TPort, IDeferredWrites => services
        .AddScoped<TAdapter>()
        .AddScoped<TPort>(provider => provider.GetRequiredService<TAdapter>())
        .AddScoped<IDeferredWrites>(provider => provider.GetRequiredService<TAdapter>());
}
