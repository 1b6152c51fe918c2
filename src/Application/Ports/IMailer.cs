namespace CleanFiles.Application.Ports;

public interface IMailer
{
    /// <summary>Sends the mail, at least once: a receiver knows a repetition by its Message-ID, which derives from <see cref="Mail.Id"/>.</summary>
    Task SendAsync(Mail mail, CancellationToken ct);
}

/// <param name="Owner">The adapter turns it into an address.</param>
public sealed record Mail(Guid Id, string Owner, string Subject, string Body);
