using System.Collections.Concurrent;
using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Consuming;

internal sealed record Happened : IIntegrationEvent;

/// <summary>What the consumers of these tests do with an envelope.</summary>
internal sealed class Script
{
    private int _runs;

    public Func<Envelope, CancellationToken, Task<Effect?>> Handle { get; set; } = (_, _) => Task.FromResult<Effect?>(null);

    /// <summary>What it writes on a real database; null for what <see cref="Handle"/> returns.</summary>
    public Func<AppDbContext, CancellationToken, Task>? Effect { get; set; }

    public int Runs => Volatile.Read(ref _runs);

    public Task<Effect?> RunAsync(Envelope envelope, AppDbContext? db, CancellationToken ct)
    {
        Interlocked.Increment(ref _runs);
        return Effect is { } effect ? Task.FromResult<Effect?>(token => effect(db!, token)) : Handle(envelope, ct);
    }
}

[Consumer("transactional", ConsumerKind.Transactional)]
internal sealed class TransactionalConsumer(Script script, AppDbContext? db = null) : IConsumer<Happened>
{
    public Task<Effect?> HandleAsync(Happened @event, Envelope envelope, CancellationToken ct) => script.RunAsync(envelope, db, ct);
}

[Consumer("external", ConsumerKind.External)]
internal sealed class ExternalConsumer(Script script, AppDbContext? db = null) : IConsumer<Happened>
{
    public Task<Effect?> HandleAsync(Happened @event, Envelope envelope, CancellationToken ct) => script.RunAsync(envelope, db, ct);
}

/// <summary>Keeps what was logged, as text.</summary>
internal sealed class LogLines : ConcurrentQueue<string>, ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Enqueue($"{logLevel}: {formatter(state, exception)}");
}

/// <summary>A host with everything below it substituted; the inbox writes down what happens, one letter a scope.</summary>
internal sealed class ConsumingRig
{
    private char _scope = '@';

    public ConsumingRig(Type? consumer = null, ConsumerOptions? options = null, Func<TimeProvider, ISubscriber>? subscriber = null)
    {
        consumer ??= typeof(TransactionalConsumer);
        Options = options ?? new ConsumerOptions
        {
            MaxAttempts = 3,
            RetryPause = TimeSpan.FromSeconds(1),
            MaxRetryPause = TimeSpan.FromSeconds(3),
            PauseAfterStreams = 3,
        };
        Subscriber = subscriber?.Invoke(Time) ?? Substitute.For<ISubscriber>();
        var services = new ServiceCollection().AddSingleton(Script).AddScoped(consumer).AddScoped(_ => Inbox(++_scope)).BuildServiceProvider();
        var descriptor = ConsumerDescriptor.Of(consumer);
        Outages.AnswersAsync().Returns(true);
        Failures.CountAsync(null!, null!, null!, 0, Some.Ct).ReturnsForAnyArgs(call => CountAsync(call.Arg<Envelope>()));
        Host = new ConsumerHost(
            descriptor, Catalogue, Subscriber, new Handling(services.GetRequiredService<IServiceScopeFactory>(), Catalogue, Outages, Time, Options),
            Failures, Outages, Options, Time, Status, Lines);
    }

    public static EventCatalogue Catalogue { get; } = new([.. EventCatalogue.Default.Contracts, new EventContract("happened", 1, typeof(Happened))]);

    public ConsumerOptions Options { get; }

    public LogLines Lines { get; } = new();

    public Script Script { get; } = new();

    public CountingTime Time { get; } = new();

    public ConsumerStatus Status { get; } = new("tester");

    public ISubscriber Subscriber { get; }

    public IFailedDeliveries Failures { get; } = Substitute.For<IFailedDeliveries>();

    public IOutages Outages { get; } = Substitute.For<IOutages>();

    /// <summary>What the database is to blame for; it answers all the same unless <see cref="IOutages.AnswersAsync"/> says otherwise.</summary>
    public void Blame(DatabaseFault fault, Func<Exception, bool>? of = null) =>
        Outages.FaultOf(null!).ReturnsForAnyArgs(call => of is null || of(call.Arg<Exception>()) ? fault : DatabaseFault.None);

    public ConcurrentDictionary<Guid, int> Attempts { get; } = [];

    /// <summary>Whether failures can be recorded.</summary>
    public bool CanCount { get; set; } = true;

    public ConsumerHost Host { get; }

    /// <summary>What inboxes were asked to do: "A enter 2", "A apply a1", "A commit".</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    public ConcurrentDictionary<Guid, bool> Known { get; } = [];

    /// <summary>What was entered into the inbox, in the order of the commits.</summary>
    public ConcurrentQueue<Guid> Committed { get; } = [];

    public Action<string> OnInbox { get; set; } = _ => { };

    public static Delivery Delivery(string name, int attempt = 1, string type = "happened") =>
        new(Some.Envelope(name[..1], name[1] - '0', type), attempt, CancellationToken.None);

    public async Task<IReadOnlyList<Verdict>> HandleAsync(params Delivery[] batch) => await Host.HandleAsync(batch, CancellationToken.None);

    private Task<int> CountAsync(Envelope envelope) => CanCount
        ? Task.FromResult(Attempts.AddOrUpdate(envelope.Id, 1, (_, attempts) => attempts + 1))
        : throw new IOException("no place");

    private IInbox Inbox(char scope)
    {
        var entered = new List<Guid>();
        var inbox = Substitute.For<IInbox>();
        inbox.KnowsAsync(null!, default, Some.Ct).ReturnsForAnyArgs(call => Task.FromResult(Known.ContainsKey(call.Arg<Guid>())));
        inbox.EnterAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            entered.AddRange(call.Arg<IReadOnlyCollection<Guid>>().Where(id => !Known.ContainsKey(id)));
            Note($"{scope} enter {entered.Count}");
            return Task.FromResult<IReadOnlySet<Guid>>(entered.ToHashSet());
        });
        inbox.ApplyAsync(null!, null!, Some.Ct).ReturnsForAnyArgs(call =>
        {
            Note($"{scope} apply {call.Arg<Envelope>().Stream}{call.Arg<Envelope>().Version}");
            return call.Arg<Effect>()(call.Arg<CancellationToken>());
        });
        inbox.CommitAsync(Some.Ct).ReturnsForAnyArgs(_ =>
        {
            Note($"{scope} commit");
            foreach (var id in entered)
                if (Known.TryAdd(id, true)) Committed.Enqueue(id);
            return Task.CompletedTask;
        });
        return inbox;
    }

    private void Note(string what)
    {
        OnInbox(what);
        Log.Enqueue(what);
    }
}
