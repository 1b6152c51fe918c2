using CleanFiles.Application.Events;
using CleanFiles.Application.Ports;

namespace CleanFiles.Application.Consumers;

/// <summary>Tells an owner by mail that a file arrived.</summary>
[Consumer("notifier", ConsumerKind.External)]
internal sealed class Notifier(IMailer mailer, INotificationLog log, TimeProvider time) : IConsumer<FileUploadedV2>
{
    public async Task<Effect?> HandleAsync(FileUploadedV2 @event, Envelope envelope, CancellationToken ct)
    {
        var subject = $"{@event.Name} was uploaded";
        var body = $"Your file {@event.Name} ({@event.Size} bytes) was stored on {@event.UploadedAt:yyyy-MM-dd HH:mm} UTC.";
        await mailer.SendAsync(new Mail(envelope.Id, @event.OwnerId, subject, body), ct);
        return _ =>
        {
            log.Add(new Notification(envelope.Id, @event.OwnerId, subject, time.Now()));
            return Task.CompletedTask;
        };
    }
}
