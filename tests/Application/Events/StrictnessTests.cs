using System.Text;
using CleanFiles.Application.Events;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Events;

/// <summary>What a reader takes and what it refuses (ADR 0022): a wrong event becomes a dead letter at once and in words, never a wrong value.</summary>
public class StrictnessTests
{
    private static readonly EventCatalogue Catalogue = new(new EventContract("thing.measured", 1, typeof(Measured)));

    private const string Fields = """ "id":"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11","name":"n","size":1,"mood":"good","at":"2026-03-02T12:00:00Z" """;

    [Theory, Enforces(22)]
    [InlineData("\"size\":1", "\"size\":\"1\"", "$.size")]
    [InlineData("\"size\":1", "\"size\":1.0", "$.size")]
    [InlineData("\"size\":1", "\"size\":1e2", "$.size")]
    [InlineData("\"size\":1", "\"size\":9223372036854775808", "$.size")]
    [InlineData("\"size\":1", "\"size\":1e400", "$.size")]
    [InlineData("\"size\":1", "\"size\":null", "$.size")]
    [InlineData("\"size\":1", "\"size\":NaN", "$.size")]
    [InlineData("\"name\":\"n\"", "\"name\":null", "$.name")]
    [InlineData("\"name\":\"n\"", "\"name\":7", "$.name")]
    [InlineData("\"name\":\"n\"", "\"name\":\"\\ud800\"", "$.name")]
    [InlineData("\"name\":\"n\"", "\"Name\":\"n\"", "name")]
    [InlineData("\"name\":\"n\"", "\"other\":\"n\"", "name")]
    [InlineData("\"name\":\"n\"", "\"name\":\"n\",\"name\":\"m\"", "name")]
    [InlineData("\"mood\":\"good\"", "\"mood\":\"splendid\"", "$.mood")]
    [InlineData("\"mood\":\"good\"", "\"mood\":0", "$.mood")]
    [InlineData("\"mood\":\"good\"", "\"mood\":\"good,bad\"", "$.mood")]
    [InlineData("\"mood\":\"good\"", "\"mood\":\"Good\"", "$.mood")]
    [InlineData("\"mood\":\"good\"", "\"mood\":\" good\"", "$.mood")]
    [InlineData("12:00:00Z", "12:00:00", "$.at: A date needs")]
    [InlineData("2026-03-02T12:00:00Z", "2026-03-02", "offset")]
    [InlineData("2026-03-02T12:00:00Z", "2026-02-30T12:00:00Z", "offset")]
    [InlineData("\"2026-03-02T12:00:00Z\"", "1772452800", "offset")]
    public void What_could_mean_something_else_is_refused(string right, string wrong, string named)
    {
        Assert.Contains(right, Fields, StringComparison.Ordinal);

        var error = Assert.Throws<UnreadableEventException>(() => Read(Fields.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.StartsWith("thing.measured version 1 cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory, Enforces(22)]
    [InlineData("{{{0}}} // a comment")]
    [InlineData("{{{0},}}")]
    [InlineData("{{{0}}}{{}}")]
    [InlineData("\ufeff{{{0}}}")]
    public void What_is_not_plain_JSON_is_refused(string around) => Assert.Throws<UnreadableEventException>(
        () => Read(Encoding.UTF8.GetBytes(string.Format(null, around, Fields))));

    [Fact, Enforces(22)]
    public void A_field_that_a_later_build_added_does_no_harm() =>
        Assert.Equal(new Measured(Id, "n", 1, Mood.Good, Noon), Read(Fields + """, "colour": {"red":1,"red":2} """));

    [Fact, Enforces(22)]
    public void An_optional_field_may_be_absent_or_null()
    {
        Assert.Null(Read(Fields).Note);
        Assert.Null(Read(Fields + ",\"note\":null").Note);
        Assert.Equal("x", Read(Fields + ",\"note\":\"x\"").Note);
    }

    [Theory, Enforces(22)]
    [InlineData("\"tags\":[\"a\",null]", "tags")]
    [InlineData("\"tags\":[\"a\",7]", "$.tags[1]")]
    [InlineData("\"extras\":{\"a\":null}", "extras")]
    [InlineData("\"extras\":{\"a\":\"b\",\"a\":\"c\"}", "a")]
    public void What_is_in_lists_and_maps_is_read_as_strictly(string field, string named)
    {
        var error = Assert.Throws<UnreadableEventException>(() => Read($"{Fields},{field}"));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Equal(["a", null], Read($"{Fields},\"gaps\":[\"a\",null]").Gaps!);
    }

    [Theory, Enforces(22)]
    [InlineData("2026-03-02T14:00:00+02:00")]
    [InlineData("2026-03-02T06:30:00-05:30")]
    [InlineData("2026-03-02T12:00:00.0000000Z")]
    public void An_instant_is_the_same_from_every_offset_and_told_in_UTC(string instant)
    {
        var read = Read(Fields.Replace("2026-03-02T12:00:00Z", instant, StringComparison.Ordinal));

        Assert.True(Noon.EqualsExact(read.At));
        Assert.Contains("\"at\":\"2026-03-02T12:00:00+00:00\"", Encoding.UTF8.GetString(Catalogue.Write(read).Data), StringComparison.Ordinal);
    }

    [Theory, Enforces(22)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(9007199254740993)]
    public void A_whole_number_keeps_every_digit_that_its_type_has(long size)
    {
        var (_, data) = Catalogue.Write(new Measured(Id, "n", size, Mood.Good, Noon));

        Assert.Equal(size, Read(data).Size);
    }

    [Fact, Enforces(22)]
    public void Text_of_any_kind_is_read_as_it_was_written()
    {
        const string name = "é 😀 \"quoted\" <b> \\ \u2028";

        Assert.Equal(name, Read(Catalogue.Write(new Measured(Id, name, 1, Mood.Bad, Noon)).Data).Name);
    }

    private static readonly Guid Id = new("6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11");

    private static Measured Read(string fields) => Read(Encoding.UTF8.GetBytes($"{{{fields}}}"));

    private static Measured Read(byte[] data) =>
        Assert.IsType<Measured>(Catalogue.Read(Envelope("thing.measured", 1, data), "reader", [typeof(Measured)]));

    private enum Mood
    {
        Good,
        Bad,
    }

    private sealed record Measured(
        Guid Id, string Name, long Size, Mood Mood, DateTimeOffset At, string? Note = null, IReadOnlyList<string>? Tags = null,
        IReadOnlyDictionary<string, string>? Extras = null, IReadOnlyList<string?>? Gaps = null) : IIntegrationEvent;
}
