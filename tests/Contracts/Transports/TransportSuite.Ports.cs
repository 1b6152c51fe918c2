using System.Text;
using CleanFiles.Application.Ports;
using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    private const string Uploaded = "file.uploaded", Renamed = "file.renamed", Deleted = "file.deleted";

    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private Witness NewWitness(string consumer, int maxBatch, int concurrency, params string[] types) => new(
        new Subscription(consumer, (types.Length > 0 ? types : [Uploaded]).ToHashSet(), maxBatch, concurrency), KeepsOrder);

    private static Envelope Event(string stream, long version, string type = Uploaded) => new(
        Guid.CreateVersion7(), type, 1, stream, version, Noon,
        Encoding.UTF8.GetBytes($$"""{"fileId":"01932b4f-6f00-7000-8000-000000000001","is":"{{stream}} {{version}}"}"""),
        new EnvelopeHeaders("correlation"));

    /// <summary>One event of each stream.</summary>
    private static List<Envelope> OneOfEach(int streams, long version = 1) =>
        [.. Enumerable.Range(0, streams).Select(stream => Event($"s{stream}", version))];

    private static async Task AllIsAcknowledgedAsync(Witness witness, params IEnumerable<Envelope> published)
    {
        Envelope[] all = [.. published];
        await Eventually.IsTrueAsync(
            () => witness.HasAcknowledged(all), $"{all.Length} events came to {witness.Subscription.Consumer} and were acknowledged");
        Assert.Equal([], witness.Breaches);
    }
}
