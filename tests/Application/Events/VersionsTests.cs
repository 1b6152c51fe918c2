using CleanFiles.Application.Events;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Events;

/// <summary>Which version is read as which, and what a catalogue refuses because somebody could not read it.</summary>
public class VersionsTests
{
    private static readonly EventContract V1 = new("thing.made", 1, typeof(MadeV1));
    private static readonly EventContract V2 =
        new("thing.made", 2, typeof(MadeV2)) { ReadableAs = 1, Upcast = Upcaster.Of<MadeV1, MadeV2>(old => new MadeV2(old.Name, old.Name.Length)) };
    private static readonly EventContract V3 =
        new("thing.made", 3, typeof(MadeV3)) { Upcast = Upcaster.Of<MadeV2, MadeV3>(old => new MadeV3(old.Length)) };

    private static readonly EventCatalogue All = new(V1, V2, V3);

    [Fact, Enforces(21)]
    public void An_older_event_is_upcast_to_the_version_that_the_consumer_handles()
    {
        var written = Envelope(new MadeV1("four"), catalogue: All);

        Assert.Equal(new MadeV2("four", 4), All.Read(written, "maker", [typeof(MadeV2)]));
        Assert.Equal(new MadeV3(4), All.Read(written, "maker", [typeof(MadeV3)]));
    }

    [Fact, Enforces(21)]
    public void A_newer_event_is_read_as_the_handled_version_when_it_says_so_also_by_a_build_that_does_not_know_it()
    {
        var written = Envelope(new MadeV2("four", 4), catalogue: All);

        Assert.Equal(new MadeV1("four"), new EventCatalogue(V1).Read(written, "maker", [typeof(MadeV1)]));
        Assert.Equal(new MadeV1("four"), All.Read(written, "maker", [typeof(MadeV1)]));
    }

    [Fact, Enforces(21)]
    public void An_event_that_only_newer_readers_understand_names_the_consumer_that_must_be_upgraded()
    {
        var error = Assert.Throws<UnreadableEventException>(
            () => new EventCatalogue(V1, V2).Read(Envelope(new MadeV3(4), catalogue: All), "maker", [typeof(MadeV2)]));

        Assert.Equal(
            "maker must be upgraded: it reads thing.made up to version 2, and this event of version 3 can be read from version 3 on; "
            + "deploy one that does, then replay this dead letter.",
            error.Message);
    }

    [Fact]
    public void An_event_without_the_attribute_is_readable_as_its_own_version_only() => Assert.Throws<UnreadableEventException>(
        () => new EventCatalogue(V1).Read(Envelope("thing.made", 2, """{"name":"four"}"""u8.ToArray()), "maker", [typeof(MadeV1)]));

    [Fact, Enforces(21)]
    public void Every_upload_of_version_1_becomes_one_of_version_2()
    {
        var old = UploadedV1("""Image/SVG+XML; Charset="utf\"8"; q=1; q=2; flag""");

        var upcast = Assert.IsType<FileUploadedV2>(EventCatalogue.Default.Read(Envelope(old), "reader", [typeof(FileUploadedV2)]));

        Assert.Equal(old.ContentType, upcast.ContentType);
        Assert.Equal(("image", "svg+xml"), (upcast.MediaType.Type, upcast.MediaType.Subtype));
        Assert.Equal([new("charset", "utf\"8"), new("q", "1")], upcast.MediaType.Parameters);
        Assert.Equal((old.FileId, old.OwnerId, old.Name, old.Size, old.Sha256, old.UploadedAt),
            (upcast.FileId, upcast.OwnerId, upcast.Name, upcast.Size, upcast.Sha256, upcast.UploadedAt));
    }

    [Theory]
    [InlineData("", "application", "octet-stream")]
    [InlineData("nonsense", "application", "octet-stream")]
    [InlineData("a/b/c", "application", "octet-stream")]
    [InlineData("text/plain;;;", "text", "plain")]
    [InlineData("TEXT/Plain; charset=\"utf-8", "text", "plain")]
    public void A_content_type_that_cannot_be_taken_apart_stops_no_upcast(string text, string type, string subtype)
    {
        var parts = UploadedV1(text).ToV2().MediaType;

        Assert.Equal((type, subtype, 0), (parts.Type, parts.Subtype, parts.Parameters.Count));
    }

    [Fact, Enforces(21)]
    public void A_version_above_the_lowest_needs_its_predecessor_and_an_upcaster_from_it()
    {
        const string problem = "thing.made version 3 needs version 2 and an upcaster from it, since events of that version may still be on their way; set Upcast.";
        Assert.Equal(problem, Refused(V1, V2, V3 with { Upcast = null }));
        Assert.Equal(problem, Refused(V1, V3));
        Assert.Equal("thing.made version 2 has an upcaster, but there is no version before it; leave Upcast out.", Refused(V2));
    }

    [Fact, Enforces(21)]
    public void An_upcaster_makes_its_own_version_of_the_one_before() => Assert.Equal(
        "thing.made version 2 has an upcaster from MadeV2 to MadeV3; it must make MadeV2 of MadeV1.", Refused(V1, V2 with { Upcast = V3.Upcast }));

    [Fact, Enforces(21)]
    public void An_upcaster_that_fails_makes_a_dead_letter_at_once()
    {
        var failing = V2 with { Upcast = Upcaster.Of<MadeV1, MadeV2>(_ => throw new FormatException("no length")) };

        var error = Assert.Throws<UnreadableEventException>(
            () => new EventCatalogue(V1, failing).Read(Envelope(new MadeV1("four"), catalogue: All), "maker", [typeof(MadeV2)]));

        Assert.Equal("thing.made cannot be upcast to version 2: no length", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_version_is_readable_as_itself_or_an_older_one(int readableAs) => Assert.Equal(
        $"thing.made version 1 says that it is readable as version {readableAs}; name one from 1 to 1.", Refused(V1 with { ReadableAs = readableAs }));

    [Fact, Enforces(4)]
    public void A_name_and_version_cannot_mean_two_types_nor_a_type_two_of_them()
    {
        Assert.Equal("thing.made version 1 or its type MadeV2 is in the event catalogue twice.", Refused(V1, V1 with { Type = typeof(MadeV2) }));
        Assert.Equal("thing.lost version 1 or its type MadeV1 is in the event catalogue twice.", Refused(V1, V1 with { Name = "thing.lost" }));
    }

    [Fact, Enforces(4)]
    public void A_consumer_of_what_nobody_publishes_is_named_with_the_way_to_declare_it()
    {
        Assert.Equal(
            "maker handles Ordered, which this service does not publish; add it to OurEvents, with External if another service does.",
            Refused(All, typeof(MadeV3), typeof(Ordered)));

        var external = new EventContract("order.placed", 1, typeof(Ordered))
        {
            External = new ExternalSource("orders", "orders-events", new Uri("https://orders.example.com/schemas/order.placed/1")),
        };
        new EventCatalogue(V1, V2, V3, external).EnsureReadBy("maker", [typeof(MadeV3), typeof(Ordered)]);
        Assert.Equal("orders", external.Owner);
    }

    [Fact, Enforces(21)]
    public void A_consumer_handles_one_version_of_an_event_and_one_that_can_read_the_newest()
    {
        Assert.Equal(
            "maker handles several versions of thing.made; let it handle version 3 alone, older events are upcast to it.",
            Refused(All, typeof(MadeV2), typeof(MadeV3)));
        Assert.Equal(
            "maker handles version 2 of thing.made, and version 3 can be read from version 3 on; let it handle MadeV3.", Refused(All, typeof(MadeV2)));
        new EventCatalogue(V1, V2).EnsureReadBy("maker", [typeof(MadeV1)]);
        var between = new EventCatalogue(V1, V2 with { ReadableAs = 2 }, V3 with { ReadableAs = 1 });
        Assert.Equal(
            "maker handles version 1 of thing.made, and version 2 can be read from version 2 on; let it handle MadeV3.", Refused(between, typeof(MadeV1)));
    }

    private static string Refused(params EventContract[] contracts) =>
        Assert.Throws<EventCatalogueException>(() => new EventCatalogue(contracts)).Message;

    private static string Refused(EventCatalogue catalogue, params Type[] handled) =>
        Assert.Throws<EventCatalogueException>(() => catalogue.EnsureReadBy("maker", handled)).Message;

    private sealed record MadeV1(string Name) : IIntegrationEvent;

    private sealed record MadeV2(string Name, int Length) : IIntegrationEvent;

    private sealed record MadeV3(int Length) : IIntegrationEvent;

    private sealed record Ordered(string Number) : IIntegrationEvent;
}
