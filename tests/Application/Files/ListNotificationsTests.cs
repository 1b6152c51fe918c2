using CleanFiles.Application.Files;
using CleanFiles.Application.Ports;
using NSubstitute;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Files;

public class ListNotificationsTests
{
    private readonly INotificationLog _log = Substitute.For<INotificationLog>();

    [Fact]
    public async Task A_full_page_points_to_the_next_one()
    {
        var sent = Enumerable.Range(0, 2)
            .Select(age => new Notification(Guid.NewGuid(), "alice", $"{age}", Noon.AddMinutes(-age)))
            .ToList();
        _log.ListAsync(Alice, 2, null, Ct).Returns(sent);

        var page = await new ListNotificationsHandler(_log).Handle(new ListNotifications(Alice, 1, null), Ct);

        Assert.Equal(sent[0], Assert.Single(page.Items));
        Assert.Equal(new Cursor(sent[0].SentAt, sent[0].EventId).ToString(), page.Next);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "nonsense")]
    public void A_bad_request_is_refused(int limit, string? cursor) =>
        Assert.False(new ListNotificationsValidator().Validate(new ListNotifications(Alice, limit, cursor)).IsValid);
}
