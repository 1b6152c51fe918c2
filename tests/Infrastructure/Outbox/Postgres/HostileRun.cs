using System.Collections.Concurrent;
using System.Diagnostics;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;
using static CleanFiles.Infrastructure.Tests.Outbox.Events;

namespace CleanFiles.Infrastructure.Tests.Outbox.Postgres;

/// <summary>
/// Writers that commit late, roll back and use savepoints, against readers that steal the log from each other and forget what they know.
/// </summary>
internal sealed class HostileRun(PostgresTestOutbox outbox, Func<Task<IOutboxReader>> open, int seed)
{
    private const int Streams = 60;

    private readonly ConcurrentDictionary<Guid, string> _committed = [];
    private readonly Dictionary<string, long> _published = [];
    private readonly Dictionary<Guid, string> _first = [];
    private readonly List<string> _disorder = [];

    public int Committed => _committed.Count;

    public int Forgotten { get; private set; }

    public int Fenced { get; private set; }

    public IReadOnlyList<string> Missing => [.. _committed.Where(e => !_first.ContainsKey(e.Key)).Select(e => e.Value)];

    public IReadOnlyList<string> Phantoms => [.. _first.Where(e => !_committed.ContainsKey(e.Key)).Select(e => e.Value)];

    /// <summary>First publications that were not next in their stream.</summary>
    public IReadOnlyList<string> Disorder => _disorder;

    public async Task RunAsync(TimeSpan duration, int writers, int readers)
    {
        await outbox.AskAsync(
            $"create table thing as select 's' || n as stream, 0::bigint as version from generate_series(1, {Streams}) n");
        var clock = Stopwatch.StartNew();
        var writing = SideBySide(writers, random => WriteAsync(random, () => clock.Elapsed < duration));
        var reading = SideBySide(readers, random => ReadAsync(random, () => !writing.IsCompleted));
        await writing;
        await reading;
        await using var last = await open();
        var rest = await last.DrainAsync();
        foreach (var entry in rest) Publish(entry.Envelope);
        if (rest.Count > 0) await last.AdvanceAsync(rest);
    }

    private Task SideBySide(int count, Func<Random, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(n => new Random(seed + n)).Select(random => Task.Run(() => work(random))));

    private async Task WriteAsync(Random random, Func<bool> more)
    {
        while (more())
        {
            await using var transaction = await outbox.BeginAsync();
            var raised = new List<Envelope>();
            // In one order, or the writers would deadlock.
            foreach (var n in Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, Streams + 1)).Distinct().Order())
                raised.AddRange(await RaiseAsync(transaction, $"s{n}", random));
            await DelayAsync(random);
            if (random.Next(5) == 0) continue;
            // Noted first: it may be read before this task goes on. A commit does not fail here.
            foreach (var e in raised) _committed[e.Id] = $"{e.Stream} {e.Version}";
            await transaction.CommitAsync();
        }
    }

    private static async Task<List<Envelope>> RaiseAsync(OpenTransaction transaction, string stream, Random random)
    {
        await using var next = transaction.Transaction.Connection!.CreateCommand();
        var count = random.Next(1, 4);
        next.CommandText = $"update thing set version = version + {count} where stream = '{stream}' returning version";
        var last = (long)(await next.ExecuteScalarAsync())!;
        if (random.Next(3) == 0)
        {
            await transaction.Transaction.SaveAsync("s");
            await transaction.AppendAsync(Event(stream, last + 1));
            await transaction.Transaction.RollbackAsync("s");
        }
        var raised = Enumerable.Range(1, count).Select(n => Event(stream, last - count + n)).ToList();
        await transaction.AppendAsync([.. raised]);
        if (random.Next(3) == 0) await DelayAsync(random);
        return raised;
    }

    private async Task ReadAsync(Random random, Func<bool> more)
    {
        while (more())
        {
            await using var reader = await open();
            var read = new List<OutboxEntry>();
            try
            {
                for (var steps = random.Next(1, 60); steps > 0 && more(); steps--)
                {
                    var page = await reader.ReadAsync(random.Next(1, 20), CancellationToken.None);
                    read.AddRange(page);
                    if (random.Next(30) == 0) break;
                    foreach (var entry in page) Publish(entry.Envelope);
                    if (random.Next(4) == 0) await reader.KeepAsync(CancellationToken.None);
                    if (random.Next(3) > 0 || read.Count == 0) continue;
                    var passed = random.Next(1, read.Count + 1);
                    await reader.AdvanceAsync(read.Take(passed));
                    read.RemoveRange(0, passed);
                }
                Forgotten++;
            }
            catch (FencedOffException)
            {
                Fenced++;
            }
        }
    }

    private void Publish(Envelope envelope)
    {
        lock (_first)
        {
            if (!_first.TryAdd(envelope.Id, $"{envelope.Stream} {envelope.Version}")) return;
            var before = _published.GetValueOrDefault(envelope.Stream);
            if (envelope.Version != before + 1) _disorder.Add($"{envelope.Stream}: {envelope.Version} after {before}");
            _published[envelope.Stream] = envelope.Version;
        }
    }

    /// <summary>Part of the hostility, not a wait for anything.</summary>
    private static Task DelayAsync(Random random) => Task.Delay(random.Next(100) switch { 0 => 400, < 30 => random.Next(1, 40), _ => 0 });
}
