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

/// <summary>The product itself, by its own composition root, with the consumers of the job's <see cref="Audience"/>.</summary>
internal sealed class ProductSubject : ISubject
{
    private const int Page = 1_000;

    private readonly TempFolder _folder = new();
    private readonly Job _job;
    private readonly string _roles;
    private readonly IReadOnlyDictionary<string, string> _audience;
    private readonly IHost _host;
    private Action<string, Guid> _effect = (_, _) => { };

    /// <param name="roles">What of it runs in this process.</param>
    public ProductSubject(Job job, string roles = Roles.Default)
    {
        (_job, _roles, _audience) = (job, roles, Audience.Of(job));
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(Settings());
        var options = ServiceOptions.From(builder.Configuration);
        builder.Services.AddApplication().AddInfrastructure(options).AddSingleton<IMailer, NoMail>();
        builder.Services.AddScoped<IRequestHandler<RegisterFile, Unit>, RegisterFileHandler>();
        WatchedSubscriber.Watch(builder.Services, (consumer, id) => _effect(consumer, id));
        KeepAudience(builder.Services, options.Roles);
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public async Task PrepareAsync(CancellationToken ct)
    {
        if (_job.OldRows > 0) await OldRows.PrepareAsync(_job, ct);
        else await _host.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);
        if (_job.Consumers > 1) await Twins.PrepareAsync(_host.Services.GetRequiredService<NpgsqlDataSource>(), ct);
    }

    public async Task ProduceAsync(Guid id, CancellationToken ct)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RegisterFile(id, _job.WithEvent), ct);
    }

    public async Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        foreach (var page in ids.Chunk(Page))
        {
            var envelopes = Envelopes(page);
            await _host.Services.GetRequiredService<Transactions>().RunAsync(
                async db =>
                {
                    await _host.Services.GetRequiredService<IOutboxWriter>().AppendAsync(db.Database.CurrentTransaction!.GetDbTransaction(), envelopes, ct);
                    return true;
                },
                ct);
        }
    }

    /// <returns>Of each file the event of its upload.</returns>
    public Envelope[] Envelopes(IEnumerable<Guid> ids)
    {
        using var scope = _host.Services.CreateScope();
        var factory = scope.ServiceProvider.GetRequiredService<EnvelopeFactory>();
        return [.. ids.SelectMany(id => factory.Create(RegisterFileHandler.NewFile(id, TimeProvider.System.Now()), after: 0))];
    }

    public Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        _effect = _audience.Count > 1 ? new LastOf(_audience.Count, effect).Handled
            : _job.Consumers > 1 ? new OnceEach(effect).Handled
            : (_, id) => effect(id);
        return _host.StartAsync(ct);
    }

    public Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) =>
        Rows.CountAsync(_host.Services.GetRequiredService<NpgsqlDataSource>(), _audience);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        _folder.Dispose();
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["Roles"] = _roles,
        ["Data:Path"] = _folder.Path,
        ["Persistence:Provider"] = "Postgres",
        ["Persistence:ConnectionString"] = _job.ConnectionString,
        ["Messaging:Transport"] = _job.Aws is null ? "InMemory" : "Sqs",
        ["Messaging:Sqs:ServiceUrl"] = _job.Aws?.ToString(),
        // Of the process's own, so that topic and queues are new.
        ["Messaging:Sqs:Name"] = $"b{Guid.NewGuid():N}",
    };

    private void KeepAudience(IServiceCollection services, Roles roles)
    {
        var consumers = services.Select(service => service.ImplementationInstance).OfType<ConsumerDescriptor>();
        var kept = consumers.Where(consumer => _audience.ContainsKey(consumer.Name)).SelectMany(consumer => Twins.Of(consumer, _job.Consumers)).ToList();
        services.RemoveAll<ConsumerHost>().RemoveAll<ConsumerDescriptor>();
        foreach (var consumer in kept)
        {
            if (roles.Runs(consumer.Name)) services.AddConsumer(consumer);
            else services.AddSingleton(consumer);
        }
    }
}
