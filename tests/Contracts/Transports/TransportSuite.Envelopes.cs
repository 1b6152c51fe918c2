using System.Text;
using System.Text.Json.Nodes;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Messaging.CloudEvents;
using CleanFiles.Support;

namespace CleanFiles.Contracts.Tests.Transports;

public abstract partial class TransportSuite
{
    /// <summary>Escapes of every kind, letters of several alphabets and planes, numbers that no double holds, and a field nobody knows.</summary>
    private const string Tricky = """
        { "fileId": "01932b4f-6f00-7000-8000-000000000001", "ownerId": "zo\u00eb \"the\" \\ \/ \b\f\n\r\t \ud83d\ude00",
          "name": "übergroß Ωμέγα 文件 🗎 \u2028 <&'>.txt", "size": 9007199254740993, "contentType": "text/plain",
          "mediaType": { "type": "text", "subtype": "plain", "parameters": {} },
          "sha256": "", "uploadedAt": "2026-01-02T03:04:05.123456+05:30", "added later": [ null, true, 1.50, -1e-7, { "": [] } ] }
        """;

    [Theory, MemberData(nameof(Databases)), Enforces(20, 21)]
    public async Task A_consumer_is_handed_what_was_written_to_the_outbox(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.Two);
        var tricky = Encoding.UTF8.GetBytes(Tricky);
        var at = new DateTimeOffset(2026, 3, 2, 12, 0, 0, 1, 2, TimeSpan.FromHours(2));
        var full = new EnvelopeHeaders(
            "corrélation \"1\" \\ 文", Guid.CreateVersion7(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ReadableAs: 1);
        Envelope[] written =
        [
            new(Guid.CreateVersion7(), "file.uploaded", 2, "full", 1, at, tricky, full),
            new(Guid.CreateVersion7(), "file.uploaded", 2, "empty", long.MaxValue, at, tricky, new("correlation")),
            new(Guid.NewGuid(), "file.uploaded", 7, "newer", 9007199254740993, DateTimeOffset.UnixEpoch, tricky, full with { ReadableAs = 2 }),
            Release.One.Envelope(new Fact("old", 1)),
        ];

        await world.WriteAsync(written);

        await EachIsMetAsWrittenAsync(world, written);
    }

    [Theory, MemberData(nameof(Databases)), Enforces(20)]
    public async Task An_envelope_as_large_as_the_settings_allow_arrives(string database)
    {
        await using var world = await CreateWorldAsync(database);
        await world.DeployAsync(Release.Two);
        var large = Padded(Release.Two.Envelope(new Fact("large", 1)), new MessagingOptions().MaxEnvelopeBytes - MessagingOptions.AttributeBytes);

        await world.WriteAsync([large]);

        await EachIsMetAsWrittenAsync(world, large);
    }

    private static async Task EachIsMetAsWrittenAsync(World world, params Envelope[] written)
    {
        await Eventually.IsTrueAsync(
            async () =>
            {
                Assert.Empty((await world.DeadLettersAsync()).Select(letter => letter.Reason));
                return await world.ReadAsync(Diary.CountAsync) == written.Length * Diary.Consumers.Length;
            },
            "everything was handled");
        await world.StopAsync();
        // Perhaps more than once to one consumer: that is no fault of a transport.
        foreach (var (_, met) in world.Diary.Met) ArrivedAsWritten(Assert.Single(written, envelope => envelope.Id == met.Id), met);
    }

    private static Envelope Padded(Envelope envelope, int bytes)
    {
        var room = bytes - CloudEventWriter.Write(envelope).Length - ",\"padding\":\"\"".Length;
        var data = $"{Encoding.UTF8.GetString(envelope.Data.Span)[..^1]},\"padding\":\"{new string('x', room)}\"}}";
        var padded = envelope with { Data = Encoding.UTF8.GetBytes(data) };
        Assert.Equal(bytes, CloudEventWriter.Write(padded).Length);
        return padded;
    }

    private static void ArrivedAsWritten(Envelope written, Envelope met)
    {
        var (sent, got) = (JsonNode.Parse(written.Data.Span), JsonNode.Parse(met.Data.Span));
        Assert.Equal(Plain(written), Plain(met));
        Assert.True(JsonNode.DeepEquals(sent, got), $"{sent} became {got}");
    }

    /// <summary>All but the data. A header that says nobody else can read it may arrive in words.</summary>
    private static Envelope Plain(Envelope envelope) =>
        envelope with { Data = default, Headers = envelope.Headers with { ReadableAs = envelope.ReadableAs } };
}
