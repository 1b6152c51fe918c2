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
        trail.ReadAsync(Alice, id, 51, null, Ct).Returns([entry]);

        var page = await new GetHistoryHandler(trail).Handle(new GetHistory(Alice, id, 50, null), Ct);

        Assert.Equal(entry, Assert.Single(page.Items));
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task A_page_leads_to_the_next_by_the_version_that_it_ended_with()
    {
        var trail = Substitute.For<IAuditTrail>();
        var id = FileId.New(Noon);
        AuditEntry[] entries = [.. Enumerable.Range(8, 3).Select(version => new AuditEntry(Guid.NewGuid(), id.Value, "alice", version, "file.renamed", 1, Noon, "{}"))];
        trail.ReadAsync(Alice, id, 3, 7, Ct).Returns(entries);

        var page = await new GetHistoryHandler(trail).Handle(new GetHistory(Alice, id, 2, "7"), Ct);

        Assert.Equal(entries[..2], page.Items);
        Assert.Equal("9", page.Next);
    }
}
