using System.Text.Json.Nodes;
using CleanFiles.Infrastructure.DeadLetters;

namespace CleanFiles.Api.Commands;

/// <summary>Dead letters as <c>--json</c> prints them.</summary>
internal static class DeadLetterJson
{
    public static void Write(TextWriter writer, int total, IEnumerable<DeadLetter> letters) =>
        Json.Write(writer, new { total, items = letters.Select(Item) });

    private static object Item(DeadLetter letter) => new
    {
        store = letter.Consumer is null ? DeadLetterStore.Outbox : DeadLetterStore.Consumers,
        letter.Consumer,
        letter.EventId,
        letter.Type,
        letter.SchemaVersion,
        letter.Stream,
        letter.Version,
        letter.OccurredAt,
        letter.State,
        letter.Attempts,
        failedAt = letter.At,
        letter.ReplayAt,
        letter.Reason,
        data = letter.Data.Length > 0 ? JsonNode.Parse(letter.Data) : null,
        headers = JsonNode.Parse(letter.Headers),
    };
}
