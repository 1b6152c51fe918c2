using CleanFiles.Api.Auth;
using CleanFiles.Api.Startup;
using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Benchmarks.Load;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>
/// The whole service with all its consumers, as Program composes it, and a client in the same process. Contents and mails are files, each
/// flushed to the disk: the mailer is the default one, which puts them into a folder. An upload gets its id from the service, so the
/// effects can be counted, but not told apart by the ids that a job makes.
/// </summary>
internal sealed class UploadSubject : ISubject
{
    /// <summary>In the order in which they are started; the service starts them with the rest, here they wait until uploads were measured alone.</summary>
    private static readonly Type[] Late = [typeof(ConsumersService), typeof(RelayService)];

    private readonly TempFolder _folder = new();
    private readonly Job _job;
    private readonly WebApplication _app;
    private UploadClient? _client;
    private Action<string, Guid> _effect = (_, _) => { };

    public UploadSubject(Job job)
    {
        _job = job;
        _app = Composition.Compose(ServiceArguments.For(job.ConnectionString, _folder.Path), Change);
    }

    /// <summary>The service takes requests from here on.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await _app.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);
        await _app.StartAsync(ct);
        var token = DevTokens.Issue(new OwnerId("00000000-0000-4000-8000-000000000001"), _app.Services.GetRequiredService<AuthOptions>());
        _client = new UploadClient(new Uri(_app.Urls.Single()), token);
    }

    public Task ProduceAsync(Guid id, CancellationToken ct) => _client!.UploadAsync(id, ct);

    public Task ProduceBacklogAsync(IReadOnlyList<Guid> ids, CancellationToken ct) =>
        throw new NotSupportedException("Each upload is a request of its own; give the job producers.");

    public async Task StartAsync(Action<Guid> effect, CancellationToken ct)
    {
        _effect = new LastOf(Audience.Of(_job).Count, effect).Handled;
        foreach (var service in LateServices()) await service.StartAsync(ct);
    }

    public Task<(long Produced, long Effects)> CountAsync(CancellationToken ct) =>
        Rows.CountAsync(_app.Services.GetRequiredService<NpgsqlDataSource>(), Audience.Of(_job));

    public async ValueTask DisposeAsync()
    {
        foreach (var service in LateServices().Reverse()) await service.StopAsync(CancellationToken.None);
        await _app.StopAsync();
        await _app.DisposeAsync();
        _client?.Dispose();
        _folder.Dispose();
    }

    private void Change(IServiceCollection services)
    {
        WatchedSubscriber.Watch(services, (consumer, id) => _effect(consumer, id));
        foreach (var late in Late)
        {
            services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == late));
            services.AddSingleton(late);
        }

        if (!_job.WithEvent) services.AddScoped<IFiles>(provider => new SilentFiles(ActivatorUtilities.CreateInstance<StoredFiles>(provider)));
    }

    private IEnumerable<IHostedService> LateServices() => Late.Select(late => (IHostedService)_app.Services.GetRequiredService(late));

    /// <summary>Files that tell nobody of themselves: the row alone, through the same path.</summary>
    private sealed class SilentFiles(IFiles files) : IFiles
    {
        public Task<FileAggregate?> FindAsync(FileId id, CancellationToken ct) => files.FindAsync(id, ct);

        public Task<IReadOnlyList<FileAggregate>> ListAsync(OwnerId owner, int limit, Cursor? after, CancellationToken ct) =>
            files.ListAsync(owner, limit, after, ct);

        public void Add(FileAggregate file)
        {
            file.ClearRaised();
            files.Add(file);
        }

        public void Remove(FileAggregate file) => files.Remove(file);
    }
}
