using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.DeadLetters;
using CleanFiles.Infrastructure.Outbox;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>
/// What outlives a deployment: a data folder, a database and a transport; and the release that is deployed there. Each release is the real
/// composition root with a catalogue and consumers of its own.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly bool _rolls;
    private readonly Action<IServiceCollection> _change;
    private readonly IHost _office;
    private IHost? _running;

    private World(IEnumerable<KeyValuePair<string, string?>> settings, bool rolls, Action<IServiceCollection> change)
    {
        (_rolls, _change) = (rolls, change);
        _settings = new()
        {
            ["Data:Path"] = _folder.Path,
            // Tests that break a consumer want neither its dead letters nor long pauses; more attempts than this not every broker counts.
            ["Consumers:MaxAttempts"] = "900",
            ["Consumers:RetryPauseSeconds"] = "0.05",
            ["Consumers:MaxRetryPauseSeconds"] = "0.2",
            ["Consumers:PauseSeconds"] = "0.05",
            ["Consumers:MaxPauseSeconds"] = "0.2",
            ["Consumers:ReplayPollSeconds"] = "0.1",
        };
        foreach (var (key, value) in settings) _settings[key] = value;
        _office = Build(_ => { });
    }

    public Diary Diary { get; } = new();

    /// <summary>This code's services, none of them started: as a command has them, in a process of its own beside the release.</summary>
    public IServiceProvider Office => _office.Services;

    /// <param name="settings">Those of the database and the transport, and others that a test wants.</param>
    /// <param name="rolls">Whether a release is started before the one that it replaces is stopped.</param>
    /// <param name="change">What is different in every release.</param>
    public static async Task<World> CreateAsync(
        IEnumerable<KeyValuePair<string, string?>> settings, bool rolls, Action<IServiceCollection>? change = null)
    {
        var world = new World(settings, rolls, change ?? (_ => { }));
        // In a host of its own: SQLite's lock comes with the migration, and a release will want it.
        var migrate = world.Build(_ => { });
        await migrate.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(TestContext.Current.CancellationToken);
        await Composition.StopAsync(migrate);
        await world.ReadAsync(async db =>
        {
            await Diary.CreateAsync(db);
            return true;
        });
        return world;
    }

    public bool IsDeployed => _running is not null;

    public Task<T> ReadAsync<T>(Func<AppDbContext, Task<T>> read) => Office.GetRequiredService<Transactions>().ReadAsync(read);

    public async Task DeployAsync(Release release)
    {
        var before = _running;
        if (!_rolls) await StopAsync();
        _running = Build(services => Become(services, release));
        await _running.StartAsync();
        if (_rolls) await Composition.StopAsync(before);
    }

    public async Task StopAsync()
    {
        var before = _running;
        _running = null;
        await Composition.StopAsync(before);
    }

    /// <summary>Commits the events together, in the order given; by the deployed release's process if there is one.</summary>
    public async Task WriteAsync(IReadOnlyList<Envelope> envelopes)
    {
        var services = (_running ?? _office).Services;
        await services.GetRequiredService<Transactions>().RunAsync(
            async db =>
            {
                await services.GetRequiredService<IOutboxWriter>().AppendAsync(
                    db.Database.CurrentTransaction!.GetDbTransaction(), envelopes, CancellationToken.None);
                return true;
            },
            CancellationToken.None);
        services.GetRequiredService<OutboxSignal>().Raise();
    }

    /// <summary>Publishes past the outbox, as a relay does that crashed and begins anew at its bookmark.</summary>
    public async Task PublishAsync(Envelope envelope) => Assert.Equal(
        [PublishResult.Accepted],
        await _running!.Services.GetRequiredService<IPublisher>().PublishAsync([envelope], TestContext.Current.CancellationToken));

    /// <summary>Whether the transport has accepted everything that was written.</summary>
    public async Task<bool> HasPublishedAllAsync() =>
        (await Office.GetRequiredService<IOutboxStatus>().ReadAsync(CancellationToken.None)).Sum(shard => shard.Pending) == 0;

    public Task<IReadOnlyList<DeadLetter>> DeadLettersAsync() =>
        Office.GetRequiredService<DeadLetterBox>().ListAsync(new DeadLetterFilter(), max: 1_000, CancellationToken.None);

    /// <summary>Does what <c>dead-letters replay</c> does.</summary>
    public async Task<int> ReplayAsync()
    {
        var keys = await Office.GetRequiredService<DeadLetterBox>().KeysAsync(new DeadLetterFilter(), CancellationToken.None);
        return await Office.GetRequiredService<Replayer>().ReplayAsync(keys, rate: 1_000, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Composition.StopAsync(_office);
        _folder.Dispose();
    }

    private void Become(IServiceCollection services, Release release)
    {
        services.AddSingleton(release.Catalogue).AddSingleton(Diary).RemoveAll<ConsumerHost>().RemoveAll<ConsumerDescriptor>();
        foreach (var type in new[] { typeof(Recorder<>), typeof(Caller<>) })
        {
            var consumer = ConsumerDescriptor.Of(type.MakeGenericType(release.Handled));
            release.Catalogue.EnsureReadBy(consumer.Name, [.. consumer.Handlers.Keys]);
            services.AddConsumer(consumer);
        }

        _change(services);
    }

    private IHost Build(Action<IServiceCollection> change) => Composition.Build(_settings, change);
}
