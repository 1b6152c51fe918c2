using CleanFiles.Infrastructure.Mail;
using CleanFiles.Support;
using MimeKit;
using NSubstitute;

namespace CleanFiles.Infrastructure.Tests.Mail;

public sealed class PickupMailerTests : IDisposable
{
    private static readonly Guid Id = Guid.Parse("0190d2a0-0000-7000-8000-000000000001");

    private readonly TempFolder _folder = new();

    private string[] Files => Directory.GetFiles(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_mail_becomes_a_file_that_a_mail_program_reads()
    {
        await SendAsync("alice", "report.pdf was uploaded", "Your file was stored.");

        var mail = Read();
        Assert.Equal("CleanFiles <no-reply@example.org>", mail.From.ToString().Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal("alice@example.org", mail.To.ToString());
        Assert.Equal("report.pdf was uploaded", mail.Subject);
        Assert.Equal("Your file was stored.", mail.TextBody?.TrimEnd());
        Assert.Equal(DateTimeOffset.UnixEpoch, mail.Date);
    }

    [Fact]
    public async Task File_name_and_message_id_derive_from_the_mails_id()
    {
        await SendAsync("alice");

        Assert.Equal($"{Id}.eml", Path.GetFileName(Assert.Single(Files)));
        Assert.Equal($"{Id}@cleanfiles", Read().MessageId);
    }

    [Fact]
    public async Task The_same_mail_again_replaces_the_file()
    {
        await SendAsync("alice", "first");
        await SendAsync("alice", "second");

        Assert.Equal("second", Read().Subject);
    }

    [Fact]
    public async Task Names_in_any_script_survive()
    {
        await SendAsync("alice", "日本語 und größer.txt was uploaded", "Größe 日本語");

        Assert.Equal("日本語 und größer.txt was uploaded", Read().Subject);
        Assert.Equal("Größe 日本語", Read().TextBody?.TrimEnd());
    }

    [Theory]
    [InlineData("a\r\nBcc: mallory@example.org")]
    [InlineData("a\nBcc: mallory@example.org")]
    [InlineData("a\r\n\r\nThis would be the body")]
    [InlineData("=?utf-8?q?a=0D=0ABcc:_mallory@example.org?=")]
    public async Task A_file_name_cannot_become_a_header(string subject)
    {
        await SendAsync("alice", subject);

        var mail = Read();
        Assert.Empty(mail.Bcc);
        Assert.DoesNotContain(
            mail.Headers, header => header.Id != HeaderId.Subject && header.Value.Contains("mallory", StringComparison.Ordinal));
        Assert.Equal("The body.", mail.TextBody?.TrimEnd());
    }

    [Theory]
    [InlineData("alice", "alice@example.org")]
    [InlineData("alice@example.net", "alice@example.net")]
    [InlineData("auth0|5f7c8ec7c33c", "auth0|5f7c8ec7c33c@example.org")]
    [InlineData("first.last", "first.last@example.org")]
    [InlineData(".dotted.", "%2Edotted%2E@example.org")]
    [InlineData("a..b", "a%2E%2Eb@example.org")]
    [InlineData("two words", "two%20words@example.org")]
    [InlineData("two%20words", "two%2520words@example.org")]
    [InlineData("zoë", "zo%C3%AB@example.org")]
    [InlineData("a@b@c", "a%40b%40c@example.org")]
    [InlineData("Bob <bob@example.net>", "Bob%20%3Cbob%40example.net%3E@example.org")]
    [InlineData("a@x.org, b@y.org", "a%40x.org%2C%20b%40y.org@example.org")]
    public async Task An_owner_becomes_exactly_one_address(string owner, string address)
    {
        await SendAsync(owner);

        Assert.Equal([address], Read().To.Mailboxes.Select(mailbox => mailbox.Address));
    }

    [Fact]
    public async Task A_mail_that_cannot_be_written_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Mailer().SendAsync(new Application.Ports.Mail(Id, "alice", "s", "b"), cancellation.Token));

        Assert.Empty(Files);
    }

    private PickupMailer Mailer()
    {
        var time = Substitute.For<TimeProvider>();
        time.GetUtcNow().Returns(DateTimeOffset.UnixEpoch);
        return new(new MailOptions(MailProvider.Pickup, _folder.Path, "CleanFiles <no-reply@example.org>", "example.org", new()), time);
    }

    private Task SendAsync(string owner, string subject = "A subject", string body = "The body.") =>
        Mailer().SendAsync(new Application.Ports.Mail(Id, owner, subject, body), TestContext.Current.CancellationToken);

    private MimeMessage Read() => MimeMessage.Load(Assert.Single(Files), TestContext.Current.CancellationToken);
}
