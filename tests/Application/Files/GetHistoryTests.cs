using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using CleanFiles.Domain.Files;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class GetHistoryTests
{
    [Fact]
    public async Task The_history_is_what_the_trail_holds_for_this_owner_and_file()
    {
        var trail = Substitute.For<IAuditTrail>();
        var id = FileId.New(Noon);
        var entry = new AuditEntry(Guid.NewGuid(), id.Value, "alice", 1, "file.uploaded", 2, Noon, "{}");
        trail.ReadAsync(Alice, id, Ct).Returns([entry]);

        var page = await new GetHistoryHandler(trail).Handle(new GetHistory(Alice, id), Ct);

        Assert.Equal(entry, Assert.Single(page.Items));
        Assert.Null(page.Next);
    }
}
