using CleanFiles.Application;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Horizon;

/// <summary>The product's, with one consumer that has an inbox row for its effect.</summary>
internal sealed class ProductOutbox : IOutboxUnderLoad
{
    private readonly TempFolder _folder = new();
    private readonly IHost _host;
    private Action<Guid> _effect = _ => { };

    public ProductOutbox(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = _folder.Path,
            ["Persistence:Provider"] = "Postgres",
            ["Persistence:ConnectionString"] = connectionString,
        });
        builder.Services.AddApplication().AddInfrastructure(ServiceOptions.From(builder.Configuration));
        builder.Services.RemoveAll<ConsumerHost>().RemoveAll<ConsumerDescriptor>();
        builder.Services.AddConsumer(ConsumerDescriptor.Of(typeof(Onlooker)));
        builder.Services.Around<ISubscriber>((_, inner) => new Watched(inner, id => _effect(id)));
        _host = builder.Build();
    }

    public string Name => "CleanFiles";

    public async Task StartAsync(Action<Guid> effect)
    {
        _effect = effect;
        await _host.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
        await _host.StartAsync();
    }

    public async Task WriteAsync(Guid id)
    {
        var (contract, data) = EventCatalogue.Default.Write(new FileRenamedV1(id, "owner", "old.txt", "new.txt", TimeProvider.System.GetUtcNow()));
        var envelope = new Envelope(id, contract.Name, contract.Version, $"{id}", 1, TimeProvider.System.GetUtcNow(), data, new EnvelopeHeaders("correlation"));
        await _host.Services.GetRequiredService<Transactions>().RunAsync(
            async db =>
            {
                await _host.Services.GetRequiredService<IOutboxWriter>().AppendAsync(
                    db.Database.CurrentTransaction!.GetDbTransaction(), [envelope], CancellationToken.None);
                return true;
            },
            CancellationToken.None);
        _host.Services.GetRequiredService<OutboxSignal>().Raise();
    }

    public Task<long> DeadRowsAsync() => DeadRows.OfAsync(_host.Services.GetRequiredService<NpgsqlDataSource>(), "outbox");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        _folder.Dispose();
    }

    [Consumer("onlooker", ConsumerKind.Transactional)]
    internal sealed class Onlooker : IConsumer<FileRenamedV1>
    {
        public Task<Effect?> HandleAsync(FileRenamedV1 @event, Envelope envelope, CancellationToken ct) => Task.FromResult<Effect?>(null);
    }

    /// <summary>What is acknowledged has had its effect.</summary>
    private sealed class Watched(ISubscriber inner, Action<Guid> effect) : ISubscriber
    {
        public Task DeclareAsync(Subscription subscription, CancellationToken ct) => inner.DeclareAsync(subscription, ct);

        public Task RunAsync(Subscription subscription, DeliveryHandler handler, CancellationToken ct) => inner.RunAsync(
            subscription,
            async (batch, stop) =>
            {
                var verdicts = await handler(batch, stop);
                foreach (var (delivery, verdict) in batch.Zip(verdicts))
                    if (verdict.Kind == VerdictKind.Ack) effect(delivery.Envelope.Id);
                return verdicts;
            },
            ct);
    }
}
