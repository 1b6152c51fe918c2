using System.Diagnostics;
using CleanFiles.Infrastructure.Persistence;
using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Nodes;
using CleanFiles.Resilience.Tests.Variants;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CleanFiles.Resilience.Tests.Chaos;

/// <summary>A writer, two relays and two processes of consumers on one database, with a proxy of the harness between them and the broker.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const int VisibilitySeconds = 3;

    private const string Region = "us-east-1";

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>In which everything has its effect once all is healed and nobody writes; what has none by then is lost.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly TempFolder _data = new();
    private readonly Variant _variant;
    private readonly string? _schema;
    private readonly NpgsqlDataSource _database;
    private readonly Dictionary<string, NodeProcess> _running = [];
    private readonly List<Fact> _told = [];
    private readonly List<string> _said = [];
    private readonly BrokerQueues _queues;

    private Cluster(PostgresServer server, string connectionString, Uri aws, string name, Variant variant, string? schema)
    {
        (Server, _variant, _schema) = (server, variant, schema);
        Broker = new TcpProxy(aws);
        _database = NpgsqlDataSource.Create(connectionString);
        Notary = new Notary(_database);
        _queues = new BrokerQueues(aws, Region, name, NodeProgram.Consumers);
        Settings = new()
        {
            ["Data:Path"] = _data.Path,
            ["Persistence:Provider"] = "Postgres",
            ["Persistence:ConnectionString"] = connectionString,
            ["Outbox:Shards"] = "4",
            ["Relay:LeaseSeconds"] = $"{Lease.TotalSeconds}",
            // Small, so that there is a middle to be killed in.
            ["Relay:BatchSize"] = "5",
            ["Relay:MaxInFlight"] = "100",
            ["Messaging:Transport"] = "Sqs",
            ["Messaging:Sqs:ServiceUrl"] = Broker.Url.AbsoluteUri,
            ["Messaging:Sqs:Region"] = Region,
            ["Messaging:Sqs:Name"] = name,
            ["Messaging:Sqs:WaitSeconds"] = "1",
            ["Consumers:BatchSize"] = "10",
            // Fewer than there are rounds: who counted an outage as an attempt would give something up.
            ["Consumers:MaxAttempts"] = "30",
            ["Consumers:MaxRetryPauseSeconds"] = "1",
            ["Consumers:MaxPauseSeconds"] = "2",
            ["VisibilitySeconds"] = $"{VisibilitySeconds}",
            ["Logging:LogLevel:Default"] = "Warning",
        };
    }

    /// <summary>Of what there is once, and what there is twice, each with its role.</summary>
    public static IReadOnlyDictionary<string, NodeRole> Names { get; } = new Dictionary<string, NodeRole>
    {
        ["writer"] = NodeRole.Writer,
        ["relay 1"] = NodeRole.Relay,
        ["relay 2"] = NodeRole.Relay,
        ["consumers 1"] = NodeRole.Consumers,
        ["consumers 2"] = NodeRole.Consumers,
    };

    public PostgresServer Server { get; }

    public TcpProxy Broker { get; }

    public Notary Notary { get; }

    public NodeProcess this[string name] => _running[name];

    /// <summary>By the dead and the living.</summary>
    public IEnumerable<string> Said => _said.Concat(_running.SelectMany(one => Words(one.Key, one.Value)));

    private Dictionary<string, string> Settings { get; }

    /// <param name="name">What the names of topic and queues begin with.</param>
    /// <param name="schema">Makes functions that relays find before the server's own (<see cref="BrokenSchema"/>); null for none.</param>
    public static async Task<Cluster> CreateAsync(PostgresServer server, Uri aws, string name, Variant variant, string? schema = null)
    {
        var cluster = new Cluster(server, await server.CreateDatabaseAsync(), aws, name, variant, schema ?? BrokenSchema.Of(variant));
        await cluster.MigrateAsync();
        await cluster.Notary.BeginAsync();
        if (cluster._schema is not null) await cluster.Notary.ExecuteAsync(cluster._schema);
        return cluster;
    }

    public void Start(string name)
    {
        var role = Names[name];
        var settings = new Dictionary<string, string>(Settings) { ["Roles"] = role == NodeRole.Writer ? "Api" : $"{role}" };
        if (role == NodeRole.Relay && _schema is not null)
            settings["Persistence:ConnectionString"] += $";{BrokenSchema.SearchPath}";
        _running[name] = new NodeProcess(role, _variant, settings);
    }

    public async Task StartAllAsync()
    {
        foreach (var name in Names.Keys) Start(name);
        foreach (var node in _running.Values) await node.ReadyAsync();
    }

    /// <exception cref="InvalidOperationException">One has died by itself.</exception>
    public async Task RestartTheDeadAsync()
    {
        foreach (var (name, node) in _running.Where(one => one.Value.HasExited).ToList())
        {
            if (!node.WasKilled) throw new InvalidOperationException($"{name} died by itself: {string.Join('\n', node.Log)}");
            await RemoveAsync(name);
            Start(name);
            await _running[name].ReadyAsync();
        }
    }

    /// <summary>The writers end, and everything is given the time to have its effect.</summary>
    /// <param name="quiet">When nothing has happened for so long, nothing will.</param>
    /// <returns>What happened, and after how long nothing was on its way any more that could still have an effect; null when something still was.</returns>
    public async Task<(History History, TimeSpan? Took)> SettleAsync(TimeSpan quiet)
    {
        _running["writer"].Order(NodeProgram.Enough);
        await _running["writer"].WrittenAsync();
        var (whole, clock, count, took) = (Stopwatch.StartNew(), Stopwatch.StartNew(), -1L, (TimeSpan?)null);
        await Eventually.IsTrueAsync(
            async () =>
            {
                if (await Notary.CountAsync() is var now && now != count) (clock, count) = (Stopwatch.StartNew(), now);
                if (await Notary.IsPublishedAsync() && await _queues.CountAsync() == 0 && await Notary.InFlightAsync() == 0) took = whole.Elapsed;
                return took is not null || clock.Elapsed > quiet || whole.Elapsed > Bound;
            },
            "everything had its effect, or nothing happened any more",
            Bound * 2);
        return (await Notary.ReadAsync([.. _told, .. _running["writer"].Told]), took);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _running.Keys.ToList()) await RemoveAsync(name);
        await Broker.DisposeAsync();
        await _database.DisposeAsync();
        _queues.Dispose();
        _data.Dispose();
    }

    private async Task RemoveAsync(string name)
    {
        _running.Remove(name, out var node);
        await node!.DisposeAsync();
        _told.AddRange(node.Told);
        _said.AddRange(Words(name, node));
    }

    private static IEnumerable<string> Words(string name, NodeProcess node) => node.Log.Select(line => $"{name}: {line}");

    private async Task MigrateAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(Settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)));
        NodeProgram.Compose(builder.Services, builder.Configuration, new CrashPoints(), Variant.None);
        using var host = builder.Build();
        await host.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
    }
}
