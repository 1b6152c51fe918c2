using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>Processes on one transport that only a test publishes and receives with: nothing is in their outbox, and no consumer runs.</summary>
internal sealed class Rig(
    IReadOnlyDictionary<string, string?> settings, bool sharesData, Action<IServiceCollection, IReadOnlyList<Subscription>> know)
    : IAsyncDisposable
{
    private readonly List<TempFolder> _folders = [];
    private readonly List<Process> _processes = [];

    /// <summary>Starts a process, which declares the subscriptions.</summary>
    public async Task<Process> StartAsync(params Subscription[] subscriptions)
    {
        // A broker's messages do not lie in the database of a process, and SQLite has room for one process alone.
        if (_folders.Count == 0 || !sharesData) _folders.Add(new TempFolder());
        var host = Composition.Build(new Dictionary<string, string?>(settings) { ["Data:Path"] = _folders[^1].Path }, services =>
        {
            services.RemoveAll<ConsumerHost>();
            know(services, subscriptions);
        });
        await host.StartAsync(TestContext.Current.CancellationToken);
        var process = new Process(host);
        _processes.Add(process);
        foreach (var subscription in subscriptions) await process.Subscriber.DeclareAsync(subscription, TestContext.Current.CancellationToken);
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        foreach (var folder in _folders) folder.Dispose();
    }
}
