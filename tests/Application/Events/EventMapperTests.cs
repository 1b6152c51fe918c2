using CleanFiles.Application.Events;
using CleanFiles.Domain;
using CleanFiles.Domain.Files;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Events;

public class EventMapperTests
{
    private readonly EventMapper _mapper = new();
    private readonly FileId _id = FileId.New(Noon);

    [Fact, Enforces(4)]
    public void Every_domain_event_has_a_contract()
    {
        var events = typeof(IDomainEvent).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IDomainEvent)) && !type.IsInterface)
            .ToList();

        Assert.NotEmpty(events);
        _mapper.EnsureComplete(events, EventCatalogue.Default);
    }

    [Fact, Enforces(4)]
    public void Unmapped_domain_events_are_named_all_at_once()
    {
        var error = Assert.Throws<EventCatalogueException>(
            () => _mapper.EnsureComplete([typeof(FileUploaded), typeof(FileShared), typeof(FileMoved)], EventCatalogue.Default));

        Assert.Equal("No contract is mapped for FileMoved, FileShared; add it to OurEvents.", error.Message);
    }

    [Fact, Enforces(4)]
    public void A_contract_that_is_published_and_not_in_the_catalogue_is_named()
    {
        var error = Assert.Throws<EventCatalogueException>(() => _mapper.EnsureComplete(
            [], new EventCatalogue(EventCatalogue.Default.Contracts.Where(contract => contract.Name != "file.renamed"))));

        Assert.Equal("FileRenamedV1 is published and not in the catalogue; add it to OurEvents.", error.Message);
    }

    [Fact]
    public void An_upload_is_published_with_its_owner_its_hash_and_its_content_type_in_parts()
    {
        var contract = _mapper.ToContract(
            new FileUploaded(_id, Alice, new FileName("a.txt"), 5, new ContentType("Text/Plain; Charset=utf-8"), Hash, Noon));

        var uploaded = Assert.IsType<FileUploadedV2>(contract);
        Assert.Equal(
            new FileUploadedV2(_id.Value, "alice", "a.txt", 5, "Text/Plain; Charset=utf-8", uploaded.MediaType, Hash.Value, Noon), uploaded);
        Assert.Equal(("text", "plain", "utf-8"), (uploaded.MediaType.Type, uploaded.MediaType.Subtype, uploaded.MediaType.Parameters["charset"]));
    }

    [Fact]
    public void A_rename_is_published_with_both_names() => Assert.Equal(
        new FileRenamedV1(_id.Value, "alice", "a.txt", "b.txt", Noon),
        _mapper.ToContract(new FileRenamed(_id, Alice, new FileName("a.txt"), new FileName("b.txt"), Noon)));

    [Fact]
    public void A_deletion_is_published_with_the_last_name() => Assert.Equal(
        new FileDeletedV1(_id.Value, "alice", "a.txt", Noon),
        _mapper.ToContract(new FileDeleted(_id, Alice, new FileName("a.txt"), Noon)));

    private sealed record FileShared : IDomainEvent;

    private sealed record FileMoved : IDomainEvent;
}
