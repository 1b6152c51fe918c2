using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.RelayProcess;

/// <summary>The product's relay alone, on a transport that several processes can share: a table which keeps the order of arrival.</summary>
internal static class RelayProgram
{
    private static async Task Main(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var options = ServiceOptions.From(builder.Configuration);
        var relay = options.Relay with { MaxPoll = TimeSpan.FromSeconds(builder.Configuration.GetValue("MaxPollSeconds", 1)) };
        var roles = new Roles(Api: false, Relay: true, AllConsumers: false, new HashSet<string>());
        builder.Services.AddApplication().AddInfrastructure(options with { Relay = relay, Roles = roles });
        builder.Services.AddSingleton<IProcessLock, NoProcessLock>();
        builder.Services.AddSingleton<IPublisher, TablePublisher>();
        await builder.Build().RunAsync();
    }
}
