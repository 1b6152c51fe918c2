using CleanFiles.RelayProcess;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using Npgsql;

namespace CleanFiles.EndToEnd.Stories;

public enum Fault
{
    /// <summary>SIGKILL, and another one takes its place.</summary>
    Kill,

    /// <summary>SIGTERM, and another one takes its place.</summary>
    Stop,

    /// <summary>SIGSTOP for longer than the lease.</summary>
    Pause,
}

/// <summary>The API in this process, and relays in processes of their own, on one database.</summary>
internal sealed class RelayCluster(World world, App api, NpgsqlDataSource database) : IAsyncDisposable
{
    private const string State = """
        select string_agg(line, E'\n') from (
            select format('shard %s of %s, epoch %s', shard, owner, epoch) as line from bookmark
            union all
            select format('%s %s %s %s since %s: %s', application_name, pid, state, wait_event, clock_timestamp() - state_change, left(query, 60))
            from pg_stat_activity where datname = current_database()
            union all
            select format('%s waits for %s on %s', pid, mode, relation::regclass) from pg_locks where not granted) lines
        """;

    private readonly List<ServiceProcess> _relays = [];
    private readonly List<ServiceProcess> _gone = [];

    public App Api => api;

    public static async Task<RelayCluster> StartAsync(
        PostgresFixture postgres, int shards, int leaseSeconds, int maxPollSeconds = 1, double publishDelaySeconds = 0)
    {
        var world = await World.CreateAsync(Databases.Postgres, postgres);
        world.Settings["Roles"] = "Api";
        world.Settings["Outbox:Shards"] = $"{shards}";
        world.Settings["Relay:LeaseSeconds"] = $"{leaseSeconds}";
        world.Settings["MaxPollSeconds"] = $"{maxPollSeconds}";
        world.Settings["PublishDelaySeconds"] = FormattableString.Invariant($"{publishDelaySeconds}");
        var cluster = new RelayCluster(world, App.Start(world), NpgsqlDataSource.Create(world.Settings["Persistence:ConnectionString"]));
        await cluster.AskAsync(TablePublisher.Schema);
        return cluster;
    }

    public ServiceProcess AddRelay()
    {
        var settings = world.Settings.Where(setting => setting.Key != "Roles");
        _relays.Add(new ServiceProcess(typeof(TablePublisher).Assembly.Location, world.DataPath, settings));
        return _relays[^1];
    }

    /// <summary>Strikes one that holds something.</summary>
    public async Task BreakAsync(Fault fault)
    {
        foreach (var relay in _relays) await IsPresentAsync(relay);
        ServiceProcess? victim = null;
        await Eventually.IsTrueAsync(async () => (victim = await HolderAsync()) is not null, "one of the relays held a shard");
        _relays.Remove(victim!);
        if (fault == Fault.Pause)
        {
            await victim!.PauseAsync();
            await MoveOnAsync();
            await victim.ResumeAsync();
            _relays.Add(victim);
            return;
        }

        if (fault == Fault.Kill) await victim!.KillAsync();
        else Assert.Equal(0, await victim!.StopAsync());
        _gone.Add(victim!);
        AddRelay();
    }

    /// <summary>Until it has its session; who is still starting cannot take over from anybody.</summary>
    private Task IsPresentAsync(ServiceProcess relay) => Eventually.IsTrueAsync(
        async () =>
        {
            Assert.False(relay.HasExited, string.Join(' ', relay.Errors));
            return await AskAsync($"select count(*) from pg_stat_activity where application_name like 'relay % {relay.Id} %'") is > 0L;
        },
        "a relay had started");

    private async Task<ServiceProcess?> HolderAsync()
    {
        foreach (var relay in _relays)
            if (await AskAsync($"select count(*) from bookmark where owner like '% {relay.Id} %'") is > 0L) return relay;
        return null;
    }

    /// <summary>Until the newest event of every stream there is now has been published.</summary>
    public async Task MoveOnAsync()
    {
        var seen = new Dictionary<Guid, long>();
        await using (var command = database.CreateCommand("select stream, max(version) from outbox group by stream"))
        await using (var row = await command.ExecuteReaderAsync())
            while (await row.ReadAsync()) seen[Guid.Parse(row.GetString(0))] = row.GetInt64(1);
        foreach (var (file, version) in seen) await MoveOnAsync(file, version);
    }

    /// <summary>Until this event has been published.</summary>
    public async Task MoveOnAsync(Guid file, long version = 1)
    {
        try
        {
            await Eventually.IsTrueAsync(
                async () => await AskAsync($"select count(*) from published where stream = '{file}' and version = {version}") is > 0L,
                $"version {version} of {file} was published");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} {await AskAsync(State)} {string.Join(' ', _relays.SelectMany(relay => relay.Output.Concat(relay.Errors)))}", e);
        }
    }

    public async Task<long> PublishedByAsync(ServiceProcess relay) =>
        (long)(await AskAsync($"select count(*) from published where process = {relay.Id}"))!;

    /// <summary>The versions of a file in the order in which each was published first.</summary>
    public async Task<IReadOnlyList<long>> FirstPublishedAsync(Guid file)
    {
        await using var command = database.CreateCommand(
            $"select version from published where stream = '{file}' group by version order by min(seq)");
        await using var row = await command.ExecuteReaderAsync();
        var versions = new List<long>();
        while (await row.ReadAsync()) versions.Add(row.GetInt64(0));
        return versions;
    }

    public async Task<object?> AskAsync(string sql)
    {
#pragma warning disable CA2100 // Every text stands in a test.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays.Concat(_gone)) await relay.DisposeAsync();
        await api.DisposeAsync();
        await database.DisposeAsync();
        world.Dispose();
    }
}
