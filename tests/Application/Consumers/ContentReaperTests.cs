using CleanFiles.Application.Consumers;
using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Consumers;

public class ContentReaperTests
{
    [Fact]
    public async Task The_content_of_a_deleted_file_is_removed_and_nothing_written()
    {
        var content = Substitute.For<IContentStore>();
        var @event = new FileDeletedV1(Guid.NewGuid(), "alice", "a.txt", Noon);

        var effect = await new ContentReaper(content).HandleAsync(@event, Envelope(@event), Ct);

        await content.Received(1).DeleteAsync(new FileId(@event.FileId), Ct);
        Assert.Null(effect);
    }
}
