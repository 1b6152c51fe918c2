using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Resilience.Tests.Checking;

namespace CleanFiles.Resilience.Tests.Simulation;

/// <summary>
/// The consumers' database, which outlives every process: inbox, effects and counted failures. A row that an open transaction has
/// entered makes others wait, as a unique index does; whose process dies is undone.
/// </summary>
internal sealed class SimulatedDatabase(Steps steps)
{
    private readonly HashSet<(string Consumer, Guid Event)> _inbox = [];
    private readonly Dictionary<(string Consumer, Guid Event), Transaction> _entered = [];
    private readonly Dictionary<(string Consumer, Guid Event), int> _failures = [];
    private readonly SortedDictionary<string, List<Fact>> _effects = [];

    public IReadOnlyDictionary<string, IReadOnlyList<Fact>> Effects => _effects.ToDictionary(one => one.Key, one => (IReadOnlyList<Fact>)one.Value);

    /// <summary>Events that a consumer has given up.</summary>
    public int Dead { get; private set; }

    public void Add(string consumer) => _effects.TryAdd(consumer, []);

    /// <summary>All of one process; to be made once for each scope.</summary>
    public Transaction Begin(SimulatedProcess process) => new(this, process);

    public IFailedDeliveries FailuresOf(SimulatedProcess process) => new Failures(this, process);

    private Task TakeAsync(SimulatedProcess process, string place, bool isUndone = false) => steps.TakeAsync(process, place, isUndone);

    /// <summary>One scope's, with what its consumer wants to write.</summary>
    internal sealed class Transaction : IInbox, IAsyncDisposable
    {
        private readonly SimulatedDatabase _database;
        private readonly SimulatedProcess _process;
        private readonly List<(string Consumer, Guid Event)> _keys = [];
        private readonly List<Fact> _facts = [];
        private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string _consumer = "";

        public Transaction(SimulatedDatabase database, SimulatedProcess process)
        {
            (_database, _process) = (database, process);
            process.Died += End;
        }

        /// <summary>To be called in an effect: durable when the transaction is.</summary>
        public void Write(Envelope envelope) => _facts.Add(new Fact(envelope.Stream, envelope.Version, envelope.Type));

        public void Claim()
        {
        }

        public async Task<bool> KnowsAsync(string consumer, Guid eventId, CancellationToken ct)
        {
            await _database.TakeAsync(_process, $"{consumer} looks in the inbox");
            return _database._inbox.Contains((consumer, eventId));
        }

        public async Task<IReadOnlySet<Guid>> EnterAsync(string consumer, IReadOnlyCollection<Guid> eventIds, CancellationToken ct)
        {
            End();
            _consumer = consumer;
            await _database.TakeAsync(_process, $"{consumer} begins", isUndone: true);
            var unknown = new HashSet<Guid>();
            foreach (var id in eventIds.Order())
            {
                var key = (consumer, id);
                await IsFreeAsync(key);
                if (_database._inbox.Contains(key)) continue;
                _database._entered[key] = this;
                _keys.Add(key);
                unknown.Add(id);
            }

            await _database.TakeAsync(_process, $"{consumer} entered {unknown.Count} events", isUndone: true);
            return unknown;
        }

        public async Task ApplyAsync(Envelope cause, Effect effect, CancellationToken ct)
        {
            await _database.TakeAsync(_process, $"{_consumer} has its effect of {cause.Stream} {cause.Version}", isUndone: true);
            await effect(ct);
        }

        public async Task CommitAsync(CancellationToken ct)
        {
            await _database.TakeAsync(_process, $"{_consumer} commits", isUndone: true);
            foreach (var key in _keys)
            {
                _database._inbox.Add(key);
                _database._failures.Remove(key);
            }

            _database._effects[_consumer].AddRange(_facts);
            End();
            await _database.TakeAsync(_process, $"{_consumer} committed");
        }

        public Task UndoAsync()
        {
            End();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _process.Died -= End;
            End();
            return default;
        }

        /// <summary>Nobody else has it at the very moment at which this goes on.</summary>
        private async Task IsFreeAsync((string Consumer, Guid Event) key)
        {
            await _process.RunsAsync();
            while (_database._entered.TryGetValue(key, out var other))
            {
                await other._ended.Task;
                await _process.RunsAsync();
            }
        }

        private void End()
        {
            foreach (var key in _keys) _database._entered.Remove(key);
            _keys.Clear();
            _facts.Clear();
            var ended = _ended;
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ended.SetResult();
        }
    }

    private sealed class Failures(SimulatedDatabase database, SimulatedProcess process) : IFailedDeliveries
    {
        public async Task<int> CountAsync(string consumer, Envelope envelope, Exception error, int last, CancellationToken ct)
        {
            await database.TakeAsync(process, $"{consumer} counts a failure");
            var attempts = database._failures[(consumer, envelope.Id)] = database._failures.GetValueOrDefault((consumer, envelope.Id)) + 1;
            if (attempts == last) database.Dead++;
            await database.TakeAsync(process, $"{consumer} counted a failure");
            return attempts;
        }

        public Task NoteAsync(string consumer, Envelope envelope, Exception error, CancellationToken ct) =>
            database.TakeAsync(process, $"{consumer} notes an outage");
    }
}
