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
internal sealed class CleanFilesSubject : ISubject
{
    private const int Page = 1_000;

    private readonly TempFolder _folder = new();
    private readonly Job _job;
    private readonly string _roles;
    private readonly IReadOnlyDictionary<string, string> _audience;
    private readonly IHost _host;
    private Action<Guid> _effect = _ => { };

    /// <param name="roles">What of it runs in this process.</param>
    public CleanFilesSubject(Job job, string roles = Roles.Default)
    {
        (_job, _roles, _audience) = (job, roles, Audience.Of(job));
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(Settings());
        var options = ServiceOptions.From(builder.Configuration);
        builder.Services.AddApplication().AddInfrastructure(options).AddSingleton<IMailer, NoMail>();
        builder.Services.AddScoped<IRequestHandler<RegisterFile, Unit>, RegisterFileHandler>();
        Watch(builder.Services);
        KeepAudience(builder.Services, options.Roles);
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

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
        _effect = _audience.Count == 1 ? effect : new LastOf(_audience.Count, effect).Handled;
        return _host.StartAsync(ct);
    }

    public async Task<(long Produced, long Effects)> CountAsync(CancellationToken ct)
    {
        var effects = new Dictionary<string, long>();
        foreach (var (consumer, table) in _audience) effects[consumer] = await CountAsync(table);
        return effects.Values.Distinct().Count() == 1
            ? (await CountAsync("files"), effects.Values.First())
            : throw new InvalidOperationException($"Each consumer should have as many rows as the others: {string.Join(", ", effects)}.");
    }

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

    private void Watch(IServiceCollection services)
    {
        var subscriber = services.Last(service => service.ServiceType == typeof(ISubscriber));
        services.AddSingleton<ISubscriber>(provider => new WatchedSubscriber((ISubscriber)Create(subscriber, provider), id => _effect(id)));
    }

    private static object Create(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);

    private void KeepAudience(IServiceCollection services, Roles roles)
    {
        var consumers = services.Select(service => service.ImplementationInstance).OfType<ConsumerDescriptor>();
        var kept = consumers.Where(consumer => _audience.ContainsKey(consumer.Name)).ToList();
        services.RemoveAll<ConsumerHost>().RemoveAll<ConsumerDescriptor>();
        foreach (var consumer in kept)
        {
            if (roles.Runs(consumer.Name)) services.AddConsumer(consumer);
            else services.AddSingleton(consumer);
        }
    }

    private async Task<long> CountAsync(string table)
    {
        await using var command = _host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
