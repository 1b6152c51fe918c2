using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Resilience.Tests.Variants;

/// <summary>Makes the relay believe that every event has a stream of its own; its publisher knows better.</summary>
internal sealed class StreamsSideBySide(IOutboxLog inner) : IOutboxLog
{
    private const char Separator = '\n';

    public async Task<IOutboxReader> OpenAsync(CancellationToken ct) => new Reader(await inner.OpenAsync(ct));

    private sealed class Reader(IOutboxReader inner) : IOutboxReader
    {
        private readonly Dictionary<OutboxEntry, OutboxEntry> _originals = new(ReferenceEqualityComparer.Instance);

        public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(int max, CancellationToken ct)
        {
            var entries = new List<OutboxEntry>();
            foreach (var original in await inner.ReadAsync(max, ct))
            {
                var entry = original with { Envelope = original.Envelope with { Stream = $"{original.Envelope.Stream}{Separator}{original.Envelope.Version}" } };
                _originals[entry] = original;
                entries.Add(entry);
            }

            return entries;
        }

        public Task KeepAsync(CancellationToken ct) => inner.KeepAsync(ct);

        public Task AdvanceAsync(IReadOnlyCollection<OutboxEntry> lastOfEachShard, CancellationToken ct) =>
            inner.AdvanceAsync([.. lastOfEachShard.Select(entry => _originals[entry])], ct);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    internal sealed class Publisher(IPublisher inner) : IPublisher
    {
        public Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Envelope> batch, CancellationToken ct) =>
            inner.PublishAsync([.. batch.Select(envelope => envelope with { Stream = envelope.Stream.Split(Separator)[0] })], ct);
    }
}
