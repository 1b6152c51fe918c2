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
        _mapper.EnsureComplete(events);
    }

    [Fact, Enforces(4)]
    public void Unmapped_domain_events_are_named_all_at_once()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => _mapper.EnsureComplete([typeof(FileUploaded), typeof(FileShared), typeof(FileMoved)]));

        Assert.Equal("No contract is mapped for FileMoved, FileShared; add it to EventMapper.", error.Message);
    }

    [Fact]
    public void An_upload_is_published_with_its_owner_and_hash() => Assert.Equal(
        new FileUploadedV1(_id.Value, "alice", "a.txt", 5, "text/plain", Hash.Value, Noon),
        _mapper.ToContract(new FileUploaded(_id, Alice, new FileName("a.txt"), 5, new ContentType("text/plain"), Hash, Noon)));

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
