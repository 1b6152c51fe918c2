using CleanFiles.Application;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CleanFiles.Api.Commands;

/// <summary><c>migrate</c>: brings the configured database up to date and ends; for deployments, before the new version starts.</summary>
internal static class MigrateCommand
{
    public const string Name = "migrate";

    /// <exception cref="SettingsException">With everything that is wrong.</exception>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(ServiceOptions.From(builder.Configuration));
        using var host = builder.Build();
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>().Database;
        var pending = (await database.GetPendingMigrationsAsync()).ToList();
        await database.MigrateAsync();
        Console.WriteLine(pending.Count == 0 ? "The database was up to date." : $"Applied {string.Join(", ", pending)}.");
        return 0;
    }
}
