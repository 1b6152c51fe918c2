using System.Text;
using System.Text.RegularExpressions;
using CleanFiles.Support;
using CleanFiles.Support.Postgres;
using CleanFiles.Support.Smtp;

namespace CleanFiles.EndToEnd.Stories;

/// <summary>A real mail server is ill and gets well; the service is a process of its own that trusts the server's certificate.</summary>
public sealed partial class MailServerTests(PostgresFixture postgres)
{
    private const int Uploads = 12;

    [Theory, Enforces(16)]
    [InlineData("refuse")]
    [InlineData("hang greeting", Explicit = true)]
    [InlineData("hang content", Explicit = true)]
    [InlineData("drop", Explicit = true)]
    public async Task While_the_mail_server_is_ill_nothing_else_suffers_and_the_mails_arrive_once_it_is_well(string mood)
    {
        await using var server = await SmtpServer.StartAsync();
        await server.BecomeAsync(mood);
        using var world = await WorldAsync(server);
        await using var service = world.StartProcess();
        var alice = await Owner.SignInAsync(await service.AddressAsync(), "alice");

        for (var i = 0; i < Uploads; i++) await alice.UploadAsync($"report {i}.txt", "quarterly figures");
        await Eventually.IsTrueAsync(async () => (await alice.SearchAsync("quarterly")).Count == Uploads, "every upload could be searched");
        await Eventually.IsTrueAsync(
            async () => (await alice.ReadinessAsync()).Contains("\"consumer:notifier\",\"status\":\"Degraded\"", StringComparison.Ordinal),
            "readiness named the notifier");
        Assert.Empty(server.Mails);

        await server.BecomeAsync("well");
        await Eventually.IsTrueAsync(async () => (await alice.NotificationsAsync()).Count == Uploads, "every mail was sent after all");
        Assert.Equal(Uploads, server.Mails.Select(MessageId).Distinct().Count());
        Assert.All(server.Mails, mail => Assert.Equal((true, SmtpServer.UserName), (mail.Secure, mail.User)));
        Assert.DoesNotContain(service.Output.Concat(service.Errors), line => line.Contains(SmtpServer.Password, StringComparison.Ordinal));
    }

    [Fact, Enforces(16)]
    public async Task A_mail_whose_acceptance_was_never_heard_comes_again_with_the_same_message_id()
    {
        await using var server = await SmtpServer.StartAsync();
        await server.BecomeAsync("hang answer");
        using var world = await WorldAsync(server);
        await using var service = world.StartProcess();
        var alice = await Owner.SignInAsync(await service.AddressAsync(), "alice");
        await alice.UploadAsync("report.txt", "quarterly figures");
        await server.HangsAsync();

        await server.BecomeAsync("well");
        await Eventually.IsTrueAsync(async () => (await alice.NotificationsAsync()).Count == 1, "the mail was sent after all");

        Assert.True(server.Mails.Count > 1);
        Assert.Single(server.Mails.Select(MessageId).Distinct());
    }

    private async Task<World> WorldAsync(SmtpServer server)
    {
        var world = await World.CreateAsync(Databases.Sqlite, postgres);
        world.Settings["SSL_CERT_FILE"] = server.CertificateFile;
        world.Settings["Mail:Provider"] = "Smtp";
        world.Settings["Mail:Smtp:Host"] = "127.0.0.1";
        world.Settings["Mail:Smtp:Port"] = $"{server.StartTlsPort}";
        world.Settings["Mail:Smtp:UserName"] = SmtpServer.UserName;
        world.Settings["Mail:Smtp:Password"] = SmtpServer.Password;
        world.Settings["Mail:Smtp:TimeoutSeconds"] = "2";
        world.Settings["Logging:LogLevel:Default"] = "Debug";
        world.Settings["Messaging:InMemory:HoldForSeconds"] = "0.2";
        world.Settings["Consumers:RetryPauseSeconds"] = "0.2";
        world.Settings["Consumers:MaxRetryPauseSeconds"] = "1";
        world.Settings["Consumers:MaxAttempts"] = "1000";
        return world;
    }

    private static string MessageId(SmtpMail mail) => MessageIdHeader().Match(Encoding.UTF8.GetString(mail.Text)).Value;

    [GeneratedRegex("(?<=^Message-I[dD]: )<.+>", RegexOptions.Multiline)]
    private static partial Regex MessageIdHeader();
}
