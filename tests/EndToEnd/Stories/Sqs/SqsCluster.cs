using CleanFiles.Infrastructure.Messaging.Sqs;
using CleanFiles.Support;
using CleanFiles.Support.Aws;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.EndToEnd.Stories.Sqs;

/// <summary>The built service spread over processes, on PostgreSQL, SNS and SQS; all have one data folder.</summary>
internal sealed class SqsCluster : IAsyncDisposable
{
    /// <summary>Of tests that start many processes: one after the other, or they would starve each other.</summary>
    public const string Collection = "Services of several processes, one service at a time";

    private const int VisibilitySeconds = 5;

    private readonly World _world;
    private readonly ITestOutputHelper _output;
    private readonly Dictionary<string, ServiceProcess> _running = [];

    private SqsCluster(World world, ITestOutputHelper output)
    {
        (_world, _output) = (world, output);
        Ledger = new Ledger(NpgsqlDataSource.Create(Settings["Persistence:ConnectionString"]));
        Queues = new SqsQueues(Settings);
    }

    public Dictionary<string, string> Settings => _world.Settings;

    public string DataPath => _world.DataPath;

    public Ledger Ledger { get; }

    public SqsQueues Queues { get; }

    public static async Task<SqsCluster> CreateAsync(PostgresFixture postgres, AwsFixture aws, ITestOutputHelper output) =>
        await CreateAsync(await World.CreateAsync(Databases.Postgres, postgres), aws, output);

    /// <param name="world">Belongs to the cluster from now on; its database is migrated.</param>
    public static async Task<SqsCluster> CreateAsync(World world, AwsFixture aws, ITestOutputHelper output)
    {
        var settings = world.Settings;
        settings["Auth:SigningKey"] = new string('k', 32);
        settings["Messaging:Transport"] = "Sqs";
        settings["Messaging:Sqs:ServiceUrl"] = aws.ServiceUrl.AbsoluteUri;
        settings["Messaging:Sqs:Region"] = aws.Region;
        settings["Messaging:Sqs:Name"] = aws.NewName();
        settings["Messaging:Sqs:VisibilitySeconds"] = $"{VisibilitySeconds}";
        settings["Messaging:Sqs:WaitSeconds"] = "1";
        settings["Logging:LogLevel:Default"] = "Warning";
        var cluster = new SqsCluster(world, output);
        await cluster.RunAsync("migrate");
        await cluster.Ledger.KeepOrderAsync();
        return cluster;
    }

    /// <summary>How long it takes SQS at the least to give up a message that is never settled, and then some.</summary>
    public static TimeSpan LongerThanDelivered(int attempts) => TimeSpan.FromSeconds((attempts + SqsOptions.Spare + 1) * VisibilitySeconds);

    /// <summary>Without waiting until it is ready.</summary>
    public ServiceProcess Start(string name, string roles) => _running[name] = _world.StartProcess($"--Roles={roles}");

    public async Task StartAsync(params IEnumerable<(string Name, string Roles)> processes)
    {
        foreach (var process in processes.Select(one => Start(one.Name, one.Roles)).ToList()) await process.AddressAsync();
    }

    public Task IsReadyAsync(string name) => _running[name].AddressAsync();

    /// <summary>Somebody who talks to this process, once it is ready.</summary>
    public async Task<Owner> OwnerAsync(string process, string name) => await Owner.SignInAsync(await _running[process].AddressAsync(), name);

    public async Task KillAsync(string name)
    {
        await _running[name].KillAsync();
        await RemoveAsync(name);
    }

    public async Task StopAsync(string name)
    {
        var process = _running[name];
        var exitCode = await process.StopAsync();
        await RemoveAsync(name);
        Assert.Equal(0, exitCode);
        Assert.Empty(process.Errors);
    }

    /// <summary>Each effect once and none beside, in order within a file, and nothing given up, neither here nor at SQS.</summary>
    public async Task AddUpAsync()
    {
        await Ledger.AddsUpAsync(Path.Combine(DataPath, "mail"));
        await Queues.NothingIsDeadAsync();
    }

    /// <summary>Runs a command of the service, which must succeed.</summary>
    public async Task<CommandResult> RunAsync(params IEnumerable<string> arguments)
    {
        await using var command = _world.StartProcess(arguments);
        var exitCode = await command.EndAsync();
        var result = new CommandResult(string.Join('\n', command.Output), string.Join('\n', command.Errors));
        Assert.True(exitCode == 0, result.Errors);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _running.Keys.ToList()) await RemoveAsync(name);
        await Ledger.DisposeAsync();
        Queues.Dispose();
        _world.Dispose();
    }

    /// <summary>What it said is shown with a test that fails.</summary>
    private async Task RemoveAsync(string name)
    {
        _running.Remove(name, out var process);
        await process!.DisposeAsync();
        foreach (var line in process.Output.Concat(process.Errors)) _output.WriteLine($"{name}: {line}");
    }
}

internal sealed record CommandResult(string Output, string Errors);
