using System.Text;
using CleanFiles.Application.Events;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Events;

public class EventCatalogueTests
{
    private static readonly EventCatalogue Catalogue = EventCatalogue.Default;

    public static TheoryData<string> Contracts => [.. Catalogue.Contracts.Select(contract => contract.Name)];

    [Theory, MemberData(nameof(Contracts))]
    public void Each_contract_reads_back_what_it_wrote(string name)
    {
        var example = Examples.Single(example => Catalogue.Describe(example.GetType()).Name == name);

        var (contract, data) = Catalogue.Write(example);

        Assert.Equal(example, Catalogue.Read(contract.Name, contract.Version, data));
    }

    [Fact, Enforces(4)]
    public void The_names_and_versions_on_the_wire_are_these() => Assert.Equal(
        ["file.uploaded/1", "file.renamed/1", "file.deleted/1"],
        Catalogue.Contracts.Select(contract => $"{contract.Name}/{contract.Version}"));

    [Fact, Enforces(4)]
    public void No_name_of_a_class_is_on_the_wire()
    {
        var text = Encoding.UTF8.GetString(Catalogue.Write(Uploaded()).Data);

        Assert.DoesNotContain(nameof(FileUploadedV1), text, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("""{"fileId":""", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file.unknown", 1)]
    [InlineData("file.deleted", 2)]
    [InlineData("FileDeletedV1", 1)]
    public void An_unknown_name_or_version_is_unreadable(string name, int version)
    {
        var error = Assert.Throws<UnreadableEventException>(() => Catalogue.Read(name, version, "{}"u8.ToArray()));

        Assert.Equal($"{name} version {version} is not in this service's event catalogue.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"fileId":"x","ownerId":"alice","name":"n","deletedAt":"2026-03-02T12:00:00Z"}""")]
    [InlineData("""{"fileId":"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11","ownerId":null,"name":"n","deletedAt":"2026-03-02T12:00:00Z"}""")]
    public void Data_that_is_not_what_the_contract_says_is_unreadable(string data)
    {
        var error = Assert.Throws<UnreadableEventException>(() => Catalogue.Read("file.deleted", 1, Encoding.UTF8.GetBytes(data)));

        Assert.StartsWith("file.deleted version 1 ", error.Message, StringComparison.Ordinal);
    }

    [Fact, Enforces(4)]
    public void A_field_that_a_later_build_added_does_no_harm()
    {
        const string data = """
            {"fileId":"6f1f9a04-77c4-4b58-9d5a-2c7f3a1f0b11","ownerId":"alice","name":"n","deletedAt":"2026-03-02T12:00:00Z","reason":"new"}
            """;

        Assert.Equal("alice", Assert.IsType<FileDeletedV1>(Catalogue.Read("file.deleted", 1, Encoding.UTF8.GetBytes(data))).OwnerId);
    }

    [Fact]
    public void A_type_outside_the_catalogue_is_named_with_the_way_to_add_it()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => Catalogue.Write(new Stranger()));

        Assert.Equal("Stranger is not in the event catalogue; add it to EventCatalogue.Default.", error.Message);
    }

    [Fact, Enforces(4)]
    public void A_name_and_version_cannot_mean_two_types() => Assert.Throws<ArgumentException>(() => new EventCatalogue(
        new EventContract("file.moved", 1, typeof(FileRenamedV1)), new EventContract("file.moved", 1, typeof(FileDeletedV1))));

    private static IIntegrationEvent[] Examples =>
    [
        Uploaded(),
        new FileRenamedV1(Guid.NewGuid(), "alice", "report.txt", "final 😀.txt", Noon),
        new FileDeletedV1(Guid.NewGuid(), "alice", "\"quoted\" <b>é</b>", Noon),
    ];

    private sealed record Stranger : IIntegrationEvent;
}
