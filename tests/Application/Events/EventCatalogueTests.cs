using System.Text;
using CleanFiles.Application.Events;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Events;

public class EventCatalogueTests
{
    private static readonly EventCatalogue Catalogue = EventCatalogue.Default;

    public static TheoryData<string, int> Contracts =>
        [.. Catalogue.Contracts.Select(contract => new TheoryDataRow<string, int>(contract.Name, contract.Version))];

    [Theory, MemberData(nameof(Contracts))]
    public void Each_contract_reads_back_what_it_wrote(string name, int version)
    {
        var contract = Catalogue.Contracts.Single(contract => (contract.Name, contract.Version) == (name, version));
        var (_, data) = Catalogue.Write(contract.Example!);

        var read = Catalogue.Read(Envelope(name, version, data), "reader", [contract.Type]);

        Assert.Equal(contract.Type, read.GetType());
        Assert.Equal(Encoding.UTF8.GetString(data), Encoding.UTF8.GetString(Catalogue.Write(read).Data));
    }

    [Fact, Enforces(4)]
    public void No_name_of_a_class_is_on_the_wire()
    {
        var text = Encoding.UTF8.GetString(Catalogue.Write(Uploaded()).Data);

        Assert.DoesNotContain(nameof(FileUploadedV1)[..^2], text, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("""{"fileId":""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_from_before_the_catalogue_is_unreadable()
    {
        var catalogue = new EventCatalogue(new EventContract("file.moved", 3, typeof(FileDeletedV1)));

        var error = Assert.Throws<UnreadableEventException>(
            () => catalogue.Read(Envelope("file.moved", 2, "{}"u8.ToArray()), "mover", [typeof(FileDeletedV1)]));

        Assert.Equal("file.moved version 2 is not in this service's event catalogue.", error.Message);
    }

    [Theory]
    [InlineData("file.unknown")]
    [InlineData("file.renamed")]
    [InlineData("FileDeletedV1")]
    public void An_event_that_the_consumer_does_not_handle_is_told_from_one_that_nobody_can_read(string name)
    {
        var error = Assert.Throws<UnhandledEventException>(
            () => Catalogue.Read(Envelope(name, 1, "{}"u8.ToArray()), "reaper", [typeof(FileDeletedV1)]));

        Assert.Equal($"reaper does not handle {name}.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"fileId":"x","ownerId":"alice","name":"n","deletedAt":"2026-03-02T12:00:00Z"}""")]
    public void Data_that_is_not_what_the_contract_says_is_unreadable(string data)
    {
        var error = Assert.Throws<UnreadableEventException>(
            () => Catalogue.Read(Envelope("file.deleted", 1, Encoding.UTF8.GetBytes(data)), "reaper", [typeof(FileDeletedV1)]));

        Assert.StartsWith("file.deleted version 1 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_outside_the_catalogue_is_named_with_the_way_to_add_it()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => Catalogue.Write(new Stranger()));

        Assert.Equal("Stranger is not in the event catalogue; add it to OurEvents.", error.Message);
    }

    private sealed record Stranger : IIntegrationEvent;
}
