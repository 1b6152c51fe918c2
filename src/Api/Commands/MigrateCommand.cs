using CleanFiles.Application;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Persistence;

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
        builder.Services.AddApplication().AddInfrastructure(ServiceOptions.From(builder.Configuration));
        using var host = builder.Build();
        var applied = await host.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
        Console.WriteLine(applied.Count == 0 ? "The database was up to date." : $"Applied {string.Join(", ", applied)}.");
        return 0;
    }
}
