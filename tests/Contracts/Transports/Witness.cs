using System.Collections.Concurrent;
using CleanFiles.Application.Ports;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>Receives for one subscription, as its test answers, and notes what the transport may not do.</summary>
internal sealed class Witness(Subscription subscription, bool keepsOrder)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _running = [];
    private readonly HashSet<Guid> _acknowledged = [];
    private readonly Dictionary<string, long> _highest = [];
    private readonly List<string> _breaches = [];
    private int _batches;

    public Subscription Subscription => subscription;

    /// <summary>Set by a test at any time.</summary>
    public volatile Func<Delivery, Task<Verdict>> Answer = _ => Task.FromResult(Verdict.Ack);

    /// <summary>In the order of their beginning.</summary>
    public ConcurrentQueue<Delivery> Met { get; } = [];

    public ConcurrentQueue<IReadOnlyList<Verdict>> Batches { get; } = [];

    public IReadOnlyList<string> Breaches
    {
        get { lock (_lock) return [.. _breaches]; }
    }

    public bool HasAcknowledged(IEnumerable<Envelope> envelopes)
    {
        lock (_lock) return envelopes.All(envelope => _acknowledged.Contains(envelope.Id));
    }

    public int TimesMet(Envelope envelope) => Met.Count(delivery => delivery.Envelope.Id == envelope.Id);

    /// <summary>As the consumer host does: in a batch nothing of a stream is handled behind what has to come again.</summary>
    public async Task<IReadOnlyList<Verdict>> HandleAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
    {
        Begin(batch);
        var (verdicts, held) = (new List<Verdict>(), new Dictionary<string, Verdict>());
        foreach (var delivery in batch)
        {
            if (!held.TryGetValue(delivery.Envelope.Stream, out var verdict)) verdict = await AnswerAsync(delivery);
            if (verdict.Kind == VerdictKind.Retry) held[delivery.Envelope.Stream] = verdict;
            verdicts.Add(verdict);
        }

        End(batch);
        Batches.Enqueue(verdicts);
        return verdicts;
    }

    private async Task<Verdict> AnswerAsync(Delivery delivery)
    {
        Met.Enqueue(delivery);
        lock (_lock) NoteOrder(delivery.Envelope);
        var verdict = await Answer(delivery);
        lock (_lock)
            if (verdict.Kind == VerdictKind.Ack) _acknowledged.Add(delivery.Envelope.Id);
        return verdict;
    }

    private void Begin(IReadOnlyList<Delivery> batch)
    {
        lock (_lock)
        {
            if (batch.Count == 0 || batch.Count > subscription.MaxBatch) Breach($"{batch.Count} at once, {subscription.MaxBatch} are allowed");
            if (++_batches > subscription.Concurrency) Breach($"{_batches} batches side by side, {subscription.Concurrency} are allowed");
            foreach (var envelope in batch.Select(delivery => delivery.Envelope))
                if (!subscription.EventTypes.Contains(envelope.Type)) Breach($"{envelope.Type}, which it did not ask for");
            foreach (var stream in batch.Select(delivery => delivery.Envelope.Stream).Distinct())
                if ((_running[stream] = _running.GetValueOrDefault(stream) + 1) > 1 && keepsOrder) Breach($"two batches of {stream} at once");
        }
    }

    private void End(IReadOnlyList<Delivery> batch)
    {
        lock (_lock)
        {
            _batches--;
            foreach (var stream in batch.Select(delivery => delivery.Envelope.Stream).Distinct()) _running[stream]--;
        }
    }

    /// <summary>What was acknowledged may come again at any time; what was not must not have been overtaken.</summary>
    private void NoteOrder(Envelope envelope)
    {
        var highest = _highest.GetValueOrDefault(envelope.Stream, long.MinValue);
        if (keepsOrder && envelope.Version < highest && !_acknowledged.Contains(envelope.Id))
            Breach($"{envelope.Stream} {envelope.Version} behind {highest}");
        _highest[envelope.Stream] = Math.Max(highest, envelope.Version);
    }

    private void Breach(string what) => _breaches.Add($"{subscription.Consumer} was handed {what}.");
}
