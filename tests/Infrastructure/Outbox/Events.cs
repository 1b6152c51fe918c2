using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Relay;

namespace CleanFiles.Infrastructure.Tests.Outbox;

internal static class Events
{
    public static Envelope Event(string stream, long version) => new(
        Guid.CreateVersion7(), "thing.happened", 1, stream, version, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        "{}"u8.ToArray(), new EnvelopeHeaders("request-1"));

    /// <summary>The first versions of a stream.</summary>
    public static Envelope[] Many(string stream, int count) => [.. Enumerable.Range(1, count).Select(version => Event(stream, version))];

    public static IEnumerable<string> Names(this IEnumerable<OutboxEntry> entries) =>
        entries.Select(entry => $"{entry.Envelope.Stream}{entry.Envelope.Version}");

    /// <summary>Reads until the log has nothing more.</summary>
    public static async Task<List<OutboxEntry>> DrainAsync(this IOutboxReader reader, int page = 100)
    {
        var all = new List<OutboxEntry>();
        while (await reader.ReadAsync(page, TestContext.Current.CancellationToken) is { Count: > 0 } entries) all.AddRange(entries);
        return all;
    }

    /// <summary>Advances over everything that was read.</summary>
    public static Task AdvanceAsync(this IOutboxReader reader, IEnumerable<OutboxEntry> read) =>
        reader.AdvanceAsync([.. read.GroupBy(entry => entry.Shard).Select(shard => shard.Last())], TestContext.Current.CancellationToken);
}
