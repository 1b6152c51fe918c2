using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Benchmarks.Load;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Support;
using MediatR;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>The product itself, by its own composition root; its consumer is the auditor, whose effect is one row.</summary>
internal sealed class CleanFilesSubject : ISubject
{
    private const int Page = 1_000;

    private readonly TempFolder _folder = new();
    private readonly Job _job;
    private readonly IHost _host;
    private Action<Guid> _effect = _ => { };

    public CleanFilesSubject(Job job)
    {
        _job = job;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.Services.AddApplication().AddInfrastructure(ServiceOptions.From(builder.Configuration));
        builder.Services.AddScoped<IRequestHandler<RegisterFile, Unit>, RegisterFileHandler>();
        Watch(builder.Services);
        KeepOnlyTheAuditor(builder.Services);
        _host = builder.Build();
    }

    public Task PrepareAsync(CancellationToken ct) => _host.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);

    public async Task ProduceAsync(Guid id, CancellationToken ct)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RegisterFile(id, _job.WithEvent), ct);
    }

    public async Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        foreach (var page in ids.Chunk(Page))
        {
            await using var scope = _host.Services.CreateAsyncScope();
            var factory = scope.ServiceProvider.GetRequiredService<EnvelopeFactory>();
            Envelope[] envelopes = [.. page.SelectMany(id => factory.Create(RegisterFileHandler.NewFile(id, TimeProvider.System.Now()), after: 0))];
            await _host.Services.GetRequiredService<Transactions>().RunAsync(
                async db =>
                {
                    await _host.Services.GetRequiredService<IOutboxWriter>().AppendAsync(db.Database.CurrentTransaction!.GetDbTransaction(), envelopes, ct);
                    return true;
                },
                ct);
        }
    }

    public Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        _effect = effect;
        return _host.StartAsync(ct);
    }

    public async Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) =>
        (await CountAsync("files"), await CountAsync("audit_entries"));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        _folder.Dispose();
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["Data:Path"] = _folder.Path,
        ["Persistence:Provider"] = "Postgres",
        ["Persistence:ConnectionString"] = _job.ConnectionString,
    };

    private void Watch(IServiceCollection services)
    {
        var subscriber = services.Last(service => service.ServiceType == typeof(ISubscriber));
        services.AddSingleton<ISubscriber>(provider => new WatchedSubscriber((ISubscriber)Create(subscriber, provider), id => _effect(id)));
    }

    private static object Create(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);

    private static void KeepOnlyTheAuditor(IServiceCollection services)
    {
        var auditor = services.Select(service => service.ImplementationInstance).OfType<ConsumerDescriptor>().Single(consumer => consumer.Name == "auditor");
        services.RemoveAll<ConsumerHost>().RemoveAll<ConsumerDescriptor>().AddConsumer(auditor);
    }

    private async Task<long> CountAsync(string table)
    {
        await using var command = _host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
