using CleanFiles.Application.Consumers;
using CleanFiles.Application.Ports;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using static CleanFiles.Application.Tests.Some;

namespace CleanFiles.Application.Tests.Consumers;

public class NotifierTests
{
    private readonly IMailer _mailer = Substitute.For<IMailer>();
    private readonly INotificationLog _log = Substitute.For<INotificationLog>();

    [Fact]
    public async Task The_mail_tells_what_arrived_and_bears_the_events_id()
    {
        var envelope = Envelope(Uploaded());

        await HandleAsync(envelope);

        const string body = "Your file report.txt (5 bytes) was stored on 2026-03-02 12:00 UTC.";
        await _mailer.Received(1).SendAsync(new Mail(envelope.Id, "alice", "report.txt was uploaded", body), Ct);
    }

    [Fact]
    public async Task What_was_sent_is_noted_only_by_the_effect()
    {
        var envelope = Envelope(Uploaded());

        var effect = await HandleAsync(envelope);
        _log.DidNotReceiveWithAnyArgs().Add(null!);
        await effect!(Ct);

        _log.Received(1).Add(new Notification(envelope.Id, "alice", "report.txt was uploaded", Noon));
    }

    [Fact]
    public async Task A_mail_that_could_not_be_sent_is_not_noted()
    {
        _mailer.SendAsync(null!, Ct).ThrowsAsyncForAnyArgs(new IOException("The mail server is away."));

        await Assert.ThrowsAsync<IOException>(() => HandleAsync(Envelope(Uploaded())));

        _log.DidNotReceiveWithAnyArgs().Add(null!);
    }

    private Task<Effect?> HandleAsync(Envelope envelope) => new Notifier(_mailer, _log, Time).HandleAsync(Uploaded(), envelope, Ct);
}
