using System.Text;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using Microsoft.Extensions.Time.Testing;

namespace CleanFiles.Application.Tests;

/// <summary>Plain examples, so that a test only spells out what it is about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly OwnerId Alice = new("alice");
    public static readonly OwnerId Bob = new("bob");
    public static readonly Sha256 Hash = new(new string('a', Sha256.Length));

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static FakeTimeProvider Time => new(Noon);

    public static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>A file as the database gives it: nothing raised.</summary>
    public static FileAggregate StoredFile(string name = "report.txt", OwnerId? owner = null, DateTimeOffset? at = null)
    {
        var file = FileAggregate.Upload(
            FileId.New(at ?? Noon), owner ?? Alice, new FileName(name), 5, new ContentType("text/plain"), Hash, at ?? Noon);
        file.ClearRaised();
        return file;
    }

    public static FileUploadedV1 UploadedV1(string contentType = "text/plain") =>
        new(Guid.NewGuid(), Alice.Value, "report.txt", 5, contentType, Hash.Value, Noon);

    public static FileUploadedV2 Uploaded(string contentType = "text/plain") => UploadedV1(contentType).ToV2();

    public static Envelope Envelope(IIntegrationEvent @event, long version = 1, EventCatalogue? catalogue = null)
    {
        var (contract, data) = (catalogue ?? EventCatalogue.Default).Write(@event);
        return Envelope(contract.Name, contract.Version, data, contract.ReadableAs) with { Version = version };
    }

    public static Envelope Envelope(string type, int schemaVersion, ReadOnlyMemory<byte> data, int? readableAs = null) => new(
        Guid.CreateVersion7(), type, schemaVersion, "stream", 1, Noon, data, new EnvelopeHeaders("correlation", ReadableAs: readableAs));
}
