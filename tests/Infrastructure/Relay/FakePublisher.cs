using System.Collections.Concurrent;
using CleanFiles.Application.Ports;

namespace CleanFiles.Infrastructure.Tests.Relay;

/// <summary>A transport that accepts everything unless told otherwise, and watches that no two events of a stream are under way at once.</summary>
internal sealed class FakePublisher : IPublisher
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _underWay = [];
    private readonly List<Envelope> _accepted = [];
    private readonly List<Envelope> _rejected = [];

    public ConcurrentQueue<Call> Calls { get; } = [];

    public ConcurrentQueue<string> Violations { get; } = [];

    public int MostCalls { get; private set; }

    private int _calls;

    /// <summary>Answers a call; what it throws is thrown.</summary>
    public Func<Call, Task<IReadOnlyList<PublishResult>>> Answer { get; set; } = call => Task.FromResult(call.All(PublishResult.Accepted));

    public IReadOnlyList<Envelope> Accepted
    {
        get { lock (_lock) return [.. _accepted]; }
    }

    public bool IsSettled(Envelope envelope)
    {
        lock (_lock) return _accepted.Contains(envelope) || _rejected.Contains(envelope);
    }

    /// <summary>Stream and version of what was accepted, without repetitions.</summary>
    public IEnumerable<string> FirstAccepted => Accepted.Select(Name).Distinct();

    public static string Name(Envelope envelope) => $"{envelope.Stream}{envelope.Version}";

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        var call = new Call(batch, ct);
        lock (_lock)
        {
            foreach (var envelope in batch)
                if (!_underWay.Add(envelope.Stream)) Violations.Enqueue($"two of stream {envelope.Stream} are under way");
            MostCalls = Math.Max(MostCalls, ++_calls);
        }

        Calls.Enqueue(call);
        // Whoever is cancelled gives its streams free at once, as the relay does.
        using var cancelled = ct.Register(() => End(call));
        try
        {
            var results = await Answer(call);
            lock (_lock)
            {
                foreach (var (envelope, result) in batch.Zip(results))
                {
                    if (result.Status == PublishStatus.Accepted) _accepted.Add(envelope);
                    if (result.Status == PublishStatus.Rejected) _rejected.Add(envelope);
                }
            }

            return results;
        }
        finally
        {
            End(call);
        }
    }

    private void End(Call call)
    {
        lock (_lock)
        {
            if (call.IsOver) return;
            call.IsOver = true;
            _calls--;
            foreach (var envelope in call.Batch) _underWay.Remove(envelope.Stream);
        }
    }

    internal sealed class Call(IReadOnlyList<Envelope> batch, CancellationToken ct)
    {
        private readonly TaskCompletionSource<IReadOnlyList<PublishResult>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<Envelope> Batch => batch;

        public CancellationToken Token => ct;

        public bool IsOver { get; set; }

        /// <summary>For a transport that takes its time: ends with <see cref="Reply"/>.</summary>
        public Task<IReadOnlyList<PublishResult>> Answered => _answer.Task;

        public void Reply(PublishResult result) => _answer.TrySetResult(All(result));

        public IReadOnlyList<PublishResult> All(PublishResult result) => [.. batch.Select(_ => result)];

        public string Names => string.Join(' ', batch.Select(Name));
    }
}
