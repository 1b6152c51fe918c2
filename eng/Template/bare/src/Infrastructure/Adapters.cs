using CleanFiles.Infrastructure.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Infrastructure;

/// <summary>What this service has beside the plumbing, as far as it takes a line: a port with one adapter takes none.</summary>
internal static class Adapters
{
    public static IServiceCollection AddAdapters(this IServiceCollection services, ServiceOptions options) => services.AddSingleton(options.Adapters);
}
