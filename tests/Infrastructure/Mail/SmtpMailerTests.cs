using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using CleanFiles.Infrastructure.Mail;
using CleanFiles.Support;
using CleanFiles.Support.Smtp;
using MimeKit;

namespace CleanFiles.Infrastructure.Tests.Mail;

/// <summary>Against a real mail server.</summary>
public sealed class SmtpMailerTests : IAsyncLifetime
{
    private static readonly SmtpLogin Login = new(SmtpServer.UserName, SmtpServer.Password);

    private static readonly Application.Ports.Mail Report =
        new(Guid.CreateVersion7(), "alice", "Größe 日本.txt was uploaded", "Your file\n.\nwas stored.");

    private SmtpServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SmtpServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("StartTls", true)]
    [InlineData("Tls", true)]
    [InlineData("None", false)]
    public async Task A_mail_arrives_as_it_was_written(string security, bool secure)
    {
        await SendAsync(Options(Enum.Parse<SmtpSecurity>(security)));

        var mail = Assert.Single(_server.Mails);
        Assert.Equal((secure, null, "no-reply@example.org"), (mail.Secure, mail.User, mail.From));
        Assert.Equal(["alice@example.org"], mail.To);
        var message = Read(mail);
        Assert.Equal((Report.Subject, Report.Body), (message.Subject, message.TextBody?.TrimEnd().ReplaceLineEndings("\n")));
        Assert.Equal("CleanFiles <no-reply@example.org>", message.From.ToString().Replace("\"", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_mail_again_has_the_same_message_id()
    {
        await SendAsync(Options());
        await SendAsync(Options());

        Assert.Equal([$"{Report.Id}@cleanfiles", $"{Report.Id}@cleanfiles"], _server.Mails.Select(mail => Read(mail).MessageId));
    }

    [Theory]
    [InlineData("StartTls")]
    [InlineData("Tls")]
    public async Task With_a_login_it_signs_in_over_tls(string security)
    {
        await SendAsync(Options(Enum.Parse<SmtpSecurity>(security)) with { Login = Login });

        Assert.Equal((true, SmtpServer.UserName), (_server.Mails.Single().Secure, _server.Mails.Single().User));
    }

    [Fact]
    public async Task A_wrong_password_is_a_failure_that_does_not_repeat_it()
    {
        var sentence = await FailAsync(Options() with { Login = Login with { Password = "Tr0ub4dor&3" } });

        Assert.Contains("Authentication failed", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Tr0ub4dor&3", sentence, StringComparison.Ordinal);
    }

    [Fact, Enforces(16)]
    public async Task It_never_falls_back_to_plain_text()
    {
        var sentence = await FailAsync(Options() with { Port = _server.PlainPort, Login = Login });

        Assert.Contains("STARTTLS", sentence, StringComparison.Ordinal);
    }

    [Theory, Enforces(16)]
    [InlineData("StartTls")]
    [InlineData("Tls")]
    public async Task A_certificate_that_the_machine_does_not_trust_is_refused(string security) =>
        Assert.Contains("certificate", await FailAsync(Options(Enum.Parse<SmtpSecurity>(security)), trusts: false), StringComparison.Ordinal);

    [Fact]
    public async Task A_recipient_that_is_refused_is_a_failure_with_the_servers_reason()
    {
        await _server.BecomeAsync("refuse");

        Assert.Equal(
            $"The mail server 127.0.0.1:{_server.StartTlsPort} did not take the mail: 550 No such mailbox here.", await FailAsync(Options()));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.StartsWith(
            $"The mail server 127.0.0.1:{port} did not take the mail: ", await FailAsync(Options() with { Port = port }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_named() => Assert.StartsWith(
        "The mail server mail.invalid:25 did not take the mail: ",
        await FailAsync(Options() with { Host = "mail.invalid", Port = 25 }),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_connection_that_drops_in_the_middle_is_a_failure()
    {
        await _server.BecomeAsync("drop");

        await FailAsync(Options());
    }

    [Fact, Enforces(16)]
    public async Task A_mail_that_was_taken_is_sent_even_if_the_server_leaves_without_a_good_bye()
    {
        await _server.BecomeAsync("rude");

        await SendAsync(Options());

        await Eventually.IsTrueAsync(() => _server.Mails.Count == 1, "the server told of the mail");
    }

    [Theory]
    [InlineData("hang greeting")]
    [InlineData("hang recipient")]
    [InlineData("hang content")]
    public async Task A_server_that_hangs_is_left_when_the_time_is_over(string mood)
    {
        await _server.BecomeAsync(mood);
        var time = Some.Time;
        var sentence = FailAsync(Options(), time);
        await _server.HangsAsync();

        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(
            $"The mail server 127.0.0.1:{_server.StartTlsPort} did not take the mail: it took longer than 20 s (Mail:Smtp:TimeoutSeconds).",
            await sentence);
    }

    [Fact, Enforces(16)]
    public async Task The_time_counts_for_the_whole_mail_and_not_for_each_answer()
    {
        await _server.BecomeAsync("slow 400");

        var sentence = await FailAsync(Options() with { Timeout = TimeSpan.FromSeconds(1) });

        Assert.EndsWith("it took longer than 1 s (Mail:Smtp:TimeoutSeconds).", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_answers_within_the_time_are_waited_for()
    {
        await _server.BecomeAsync("slow 100");

        await SendAsync(Options());

        Assert.Single(_server.Mails);
    }

    [Fact]
    public async Task Who_cancels_waits_no_longer()
    {
        await _server.BecomeAsync("hang greeting");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Some.Ct);
        var sending = Mailer(Options(), Some.Time).SendAsync(Report, cancellation.Token);
        await _server.HangsAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private async Task<string> FailAsync(SmtpOptions smtp, TimeProvider? time = null, bool trusts = true)
    {
        var failure = await Assert.ThrowsAsync<MailNotSentException>(
            () => Mailer(smtp, time ?? TimeProvider.System, trusts).SendAsync(Report, Some.Ct));
        Assert.Empty(_server.Mails);
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
    }

    private Task SendAsync(SmtpOptions smtp) => Mailer(smtp, TimeProvider.System).SendAsync(Report, Some.Ct);

    private SmtpMailer Mailer(SmtpOptions smtp, TimeProvider time, bool trusts = true) =>
        new(new MailOptions(MailProvider.Smtp, "", "CleanFiles <no-reply@example.org>", "example.org", smtp), time)
        {
            Trust = trusts ? (_, certificate, _, _) => certificate?.GetCertHashString(HashAlgorithmName.SHA256) == _server.Certificate : null,
        };

    private SmtpOptions Options(SmtpSecurity security = SmtpSecurity.StartTls) => new()
    {
        Host = "127.0.0.1",
        Security = security,
        Port = security switch
        {
            SmtpSecurity.StartTls => _server.StartTlsPort,
            SmtpSecurity.Tls => _server.TlsPort,
            _ => _server.PlainPort,
        },
    };

    private static MimeMessage Read(SmtpMail mail) => MimeMessage.Load(new MemoryStream(mail.Text), Some.Ct);
}
