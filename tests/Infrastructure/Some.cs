using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Infrastructure.Tests;

/// <summary>Plain examples, so that a test only spells out what it is about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static FakeTimeProvider Time => new(Noon);

    public static Envelope Envelope(string stream = "a", long version = 1, string type = "file.renamed", string data = "{}") => new(
        Guid.CreateVersion7(), type, 1, stream, version, Noon, System.Text.Encoding.UTF8.GetBytes(data), new EnvelopeHeaders("correlation"));

    public static FileAggregate File(string name = "report.txt", string owner = "alice", DateTimeOffset? at = null) => FileAggregate.Upload(
        FileId.New(at ?? Noon), new OwnerId(owner), new FileName(name), 5, new ContentType("text/plain"), new Sha256(new string('a', 64)), at ?? Noon);
}
