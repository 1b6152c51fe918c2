using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Resilience.Tests.Checking;
using CleanFiles.Resilience.Tests.Variants;
using Microsoft.Extensions.Logging.Abstractions;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>
/// The product's relay and consumer host, two processes of each, between simulated ports: one seed is one schedule. Events are
/// committed meanwhile; in the end all is healed, and everything must have had its effect.
/// </summary>
internal sealed class SimulatedRun
{
    private const int Shards = 2, Streams = 6, Events = 72;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1), LongestRestart = TimeSpan.FromSeconds(3);

    private static readonly RelayOptions RelayOptions = new() { MaxInFlight = 20, BatchSize = 3, MaxCalls = 4 };

    private static readonly ConsumerOptions ConsumerOptions = new()
    {
        BatchSize = 5,
        MaxBatches = 2,
        Concurrency = 2,
        // Few enough that an outage which counted as attempts would give something up.
        MaxAttempts = 30,
        RetryPause = TimeSpan.FromMilliseconds(100),
        MaxRetryPause = TimeSpan.FromSeconds(2),
        MaxPause = TimeSpan.FromSeconds(5),
    };

    private static readonly ConsumerDescriptor[] Consumers = [ConsumerDescriptor.Of(typeof(SimulatedRecorder)), ConsumerDescriptor.Of(typeof(SimulatedCaller))];

    private readonly Plan _plan;
    private readonly Variant _variant;
    private readonly SimulatedTime _time = new();
    private readonly Steps _steps;
    private readonly SimulatedLog _log;
    private readonly SimulatedBroker _broker;
    private readonly SimulatedDatabase _database;
    private readonly SortedDictionary<string, (SimulatedProcess Process, Task Main)> _running = [];
    private readonly Dictionary<SimulatedProcess, OutboxSignal> _signals = [];
    private readonly List<Fact> _committed = [];
    private int _restarts;

    private SimulatedRun(Plan plan, Variant variant)
    {
        (_plan, _variant) = (plan, variant);
        _steps = new Steps(plan, _time);
        _log = new SimulatedLog(_steps, _time, RelayOptions.Lease, Shards, fences: variant != Variant.NoFencing);
        _broker = new SimulatedBroker(_steps, _time);
        _database = new SimulatedDatabase(_steps);
    }

    /// <exception cref="InvalidOperationException">Something ended that should not, or does not end.</exception>
    public static Outcome Run(Plan plan, Variant variant)
    {
        var simulation = new SimulatedRun(plan, variant);
        OneThread.Run(simulation.RunAsync, simulation._time.MoveOn);
        return new Outcome(Checker.Check(simulation.History), simulation._steps.Faulty, simulation._steps.Trace);
    }

    private History History => new()
    {
        Committed = _committed,
        Effects = _database.Effects,
        Moves = _log.Moves,
        Pending = _log.Pending,
        Dead = _database.Dead + _broker.Dead,
    };

    private bool IsSettled =>
        _log.Pending == 0 && _broker.Waiting == 0 && _database.Effects.Values.All(effects => effects.Distinct().Count() >= _committed.Count);

    private async Task RunAsync()
    {
        foreach (var consumer in Consumers)
        {
            _broker.Declare(consumer.Name);
            _database.Add(consumer.Name);
        }

        foreach (var name in new[] { "relay 1", "relay 2" }) Start(name, RelayAsync);
        foreach (var name in new[] { "consumers 1", "consumers 2" }) Start(name, ConsumeAsync);
        await WriteAsync();
        for (var limit = _time.Elapsed + Patience; !IsSettled && _time.Elapsed < limit;) await Task.Delay(TimeSpan.FromSeconds(1), _time);
        _steps.Heal();
        var left = _running.Values.Where(one => !one.Process.IsDead).ToList();
        foreach (var (process, _) in left) await process.Stop.CancelAsync();
        await Task.WhenAll(left.Select(one => one.Main)).WaitAsync(Patience, _time);
    }

    private async Task WriteAsync()
    {
        var versions = new long[Streams];
        for (var n = 0; n < Events; n++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_plan.Roll(n, 10, 300)), _time);
            var stream = _plan.Roll(n, 11, Streams);
            var fact = new Fact($"s{stream}", ++versions[stream], EventCatalogue.Default.Describe(typeof(FileRenamedV1)).Name);
            _log.Commit(EnvelopeOf(n, fact));
            _committed.Add(fact);
            foreach (var (process, signal) in _signals.ToList()) process.WhenItRuns(signal.Raise);
        }
    }

    /// <summary>Its id is any, as far as the order of ids goes.</summary>
    private Envelope EnvelopeOf(int n, Fact fact)
    {
        var id = new Guid(_plan.Roll(n, 12, int.MaxValue), (short)n, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
        var (contract, data) = EventCatalogue.Default.Write(new FileRenamedV1(Guid.Empty, "owner", "old", "new", _time.GetUtcNow()));
        return new Envelope(id, contract.Name, contract.Version, fact.Stream, fact.Version, _time.GetUtcNow(), data, new EnvelopeHeaders("correlation"));
    }

    private void Start(string name, Func<SimulatedProcess, Task> main)
    {
        var process = new SimulatedProcess(name, _time);
        process.Died += () => Restart(process, main);
        _running[name] = (process, main(process));
    }

    private void Restart(SimulatedProcess process, Func<SimulatedProcess, Task> main)
    {
        _signals.Remove(process);
        var pause = LongestRestart * _plan.Roll(_restarts++, 13, 100) / 100;
        _time.CreateTimer(_ => Start(process.Name, main), null, pause, Timeout.InfiniteTimeSpan);
    }

    private Task RelayAsync(SimulatedProcess process)
    {
        var signal = _signals[process] = new OutboxSignal();
        var (log, publisher) = (_log.For(process), _broker.PublisherOf(process));
        if (_variant == Variant.BookmarkBeforePublish) log = new MovesBookmarkFirst(log);
        if (_variant == Variant.StreamsSideBySide) (log, publisher) = (new StreamsSideBySide(log), new StreamsSideBySide.Publisher(publisher));
        return new OutboxRelay(log, publisher, new NothingIsRejected(), signal, process.Time, RelayOptions, new RelayStatus(), NullLogger<OutboxRelay>.Instance)
            .RunAsync(process.Stop.Token);
    }

    private Task ConsumeAsync(SimulatedProcess process)
    {
        var subscriber = _broker.SubscriberOf(process);
        if (_variant == Variant.AcknowledgeBeforeCommit) subscriber = new AcknowledgesFirst(subscriber);
        var (outages, scopes) = (new SimulatedOutages(process, _steps), new SimulatedScopes(_database, process, _steps, _variant));
        var handling = new Handling(scopes, EventCatalogue.Default, outages, process.Time, ConsumerOptions);
        return Task.WhenAll(Consumers.Select(consumer => new ConsumerHost(
            consumer, EventCatalogue.Default, subscriber, handling, _database.FailuresOf(process), outages, ConsumerOptions, process.Time,
            new ConsumerStatus(consumer.Name), NullLogger.Instance).RunAsync(process.Stop.Token)));
    }

    private sealed class NothingIsRejected : IRejectedEvents
    {
        public Task RecordAsync(Envelope envelope, string reason, CancellationToken ct) => throw new NotSupportedException();
    }
}

/// <param name="Faulty">The steps at which something went wrong.</param>
/// <param name="Trace">The same in words.</param>
internal sealed record Outcome(Judgement Verdict, IReadOnlyList<int> Faulty, IReadOnlyList<string> Trace);
