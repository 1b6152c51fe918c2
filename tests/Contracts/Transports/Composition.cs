using CleanFiles.Application;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>The real composition root, with what a test changes in it.</summary>
internal static class Composition
{
    public static IHost Build(IEnumerable<KeyValuePair<string, string?>> settings, Action<IServiceCollection> change)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddApplication().AddInfrastructure(ServiceOptions.From(builder.Configuration));
        change(builder.Services);
        return builder.Build();
    }

    public static async Task StopAsync(IHost? host)
    {
        if (host is null) return;
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
