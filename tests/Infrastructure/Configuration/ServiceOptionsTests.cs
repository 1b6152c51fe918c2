using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Content;
using CleanFiles.Infrastructure.Mail;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Infrastructure.Tests.Configuration;

public class ServiceOptionsTests
{
    private static IEnumerable<string> EachConsumer => Roles.KnownConsumers.Select(consumer => $"Consumers:{consumer}");

    [Fact]
    public void Nothing_need_be_configured()
    {
        var options = Read();

        Assert.Equal(Path.GetFullPath("data"), options.DataPath);
        Assert.Equal(new PersistenceOptions(PersistenceProvider.Sqlite, null), options.Persistence);
        Assert.Equal(MessagingTransport.InMemory, options.Messaging.Transport);
        Assert.Equal(new ContentOptions(ContentProvider.FileSystem, Path.GetFullPath("data/content"), 104_857_600), options.Adapters.Content);
        Assert.Equal(
            new MailOptions(MailProvider.Pickup, Path.GetFullPath("data/mail"), "CleanFiles <no-reply@example.com>", "example.com", new SmtpOptions()),
            options.Adapters.Mail);
        Assert.True(options.Roles.All);
    }

    [Fact]
    public void Retention_is_set_in_days_and_hours()
    {
        var options = Read(("Retention:OutboxDays", "2"), ("Retention:InboxDays", "15"), ("Content:OrphanHours", "48"));

        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromDays(15)), (options.Retention.Outbox, options.Retention.Inbox));
        Assert.Equal(TimeSpan.FromHours(48), options.Adapters.Orphans);
    }

    [Fact]
    public void A_blank_setting_is_none() =>
        Assert.Equal(PersistenceProvider.Sqlite, Read(("Persistence:Provider", " "), ("Roles", "")).Persistence.Provider);

    [Theory]
    [InlineData("StartTls", 587)]
    [InlineData("Tls", 465)]
    [InlineData("None", 25)]
    public void A_mail_server_listens_where_servers_of_its_kind_do_unless_told(string security, int port)
    {
        Assert.Equal(port, Read(("Mail:Smtp:Security", security)).Adapters.Mail.Smtp.Port);
        Assert.Equal(2525, Read(("Mail:Smtp:Security", security), ("Mail:Smtp:Port", "2525")).Adapters.Mail.Smtp.Port);
    }

    [Fact]
    public void A_password_keeps_its_blanks_and_is_not_printed()
    {
        var smtp = Read(("Mail:Smtp:UserName", "files"), ("Mail:Smtp:Password", " swordfish ")).Adapters.Mail.Smtp;

        Assert.Equal(" swordfish ", smtp.Login?.Password);
        Assert.DoesNotContain("swordfish", smtp.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_lie_in_the_data_folder_unless_they_are_absolute()
    {
        var options = Read(("Data:Path", "/srv/files"), ("Content:Path", "blobs"), ("Mail:Path", "/var/mail"));

        Assert.Equal("/srv/files/blobs", options.Adapters.Content.Path);
        Assert.Equal("/var/mail", options.Adapters.Mail.Path);
    }

    [Fact]
    public void Upper_and_lower_case_are_the_same() => Assert.Equal(
        PersistenceProvider.Postgres,
        Read(("Persistence:Provider", "POSTGRES"), ("Persistence:ConnectionString", "Host=x")).Persistence.Provider);

    [Theory]
    [InlineData("Persistence:Provider", "Oracle", "Persistence:Provider is 'Oracle'; it must be Sqlite or Postgres.")]
    [InlineData("Persistence:Provider", "1", "Persistence:Provider is '1'; it must be Sqlite or Postgres.")]
    [InlineData("Messaging:Transport", "Pigeon", "Messaging:Transport is 'Pigeon'; it must be InMemory or Sqs.")]
    [InlineData("Content:Provider", "S3", "Content:Provider is 'S3'; it must be FileSystem.")]
    [InlineData("Content:MaxBytes", "0", "Content:MaxBytes is '0'; it must be a whole number from 1 to 1125899906842624.")]
    [InlineData("Content:MaxBytes", "100 MB", "Content:MaxBytes is '100 MB'; it must be a whole number from 1 to 1125899906842624.")]
    [InlineData("Retention:OutboxDays", "0", "Retention:OutboxDays is '0'; it must be a whole number from 1 to 3650.")]
    [InlineData("Retention:InboxDays", "14", "Retention:InboxDays is '14'; it must be a whole number from 15 to 3650.")]
    [InlineData("Content:OrphanHours", "0.5", "Content:OrphanHours is '0.5'; it must be a whole number from 1 to 87600.")]
    [InlineData("Mail:Provider", "Pigeon", "Mail:Provider is 'Pigeon'; it must be Pickup or Smtp.")]
    [InlineData("Mail:From", "nobody at all", "Mail:From is 'nobody at all'; it must be a mail address such as CleanFiles <no-reply@example.com>.")]
    [InlineData("Mail:RecipientDomain", "a b", "Mail:RecipientDomain is 'a b'; it must be a domain such as example.com.")]
    [InlineData("Content:MaxBytes", "+5", "Content:MaxBytes is '+5'; it must be a whole number from 1 to 1125899906842624.")]
    [InlineData("Mail:From", "nobody", "Mail:From is 'nobody'; it must be a mail address such as CleanFiles <no-reply@example.com>.")]
    [InlineData("Relay:LeaseSeconds", "0.5", "Relay:LeaseSeconds is '0.5'; it must be a number of seconds from 1 to 86400, such as 1.")]
    [InlineData("Relay:MaxInFlight", "-1", "Relay:MaxInFlight is '-1'; it must be a whole number from 1 to 100000.")]
    [InlineData("Relay:MaxInFlight", "0x10", "Relay:MaxInFlight is '0x10'; it must be a whole number from 1 to 100000.")]
    [InlineData("Relay:MaxInFlight", "1e3", "Relay:MaxInFlight is '1e3'; it must be a whole number from 1 to 100000.")]
    [InlineData("Relay:MaxInFlight", "99999999999", "Relay:MaxInFlight is '99999999999'; it must be a whole number from 1 to 100000.")]
    [InlineData("Consumers:HandlerTimeoutSeconds", "0", "Consumers:HandlerTimeoutSeconds is '0'; it must be a number of seconds from 0.001 to 86400, such as 0.5.")]
    [InlineData("Consumers:HandlerTimeoutSeconds", "1,5", "Consumers:HandlerTimeoutSeconds is '1,5'; it must be a number of seconds from 0.001 to 86400, such as 0.5.")]
    [InlineData("Consumers:HandlerTimeoutSeconds", "NaN", "Consumers:HandlerTimeoutSeconds is 'NaN'; it must be a number of seconds from 0.001 to 86400, such as 0.5.")]
    [InlineData("Data:Path", "a\0b", "Data:Path is 'a\0b'; it must be the path of a folder.")]
    [InlineData("Mail:Smtp:Security", "Ssl", "Mail:Smtp:Security is 'Ssl'; it must be None, StartTls or Tls.")]
    [InlineData("Mail:Smtp:Port", "65536", "Mail:Smtp:Port is '65536'; it must be a whole number from 1 to 65535.")]
    [InlineData("Mail:Smtp:Host", "smtp://mail.example.com", "Mail:Smtp:Host is 'smtp://mail.example.com'; it must be the name or address of a mail server such as mail.example.com.")]
    public void A_value_that_cannot_be_is_refused_in_one_sentence(string key, string value, string sentence) =>
        Assert.Equal([sentence], Problems((key, value)));

    [Fact]
    public void A_role_that_there_is_not_is_refused_with_those_that_there_are() => Assert.Equal(
        $"Roles is 'Api,Relay,Cook'; 'Cook' is no role, choose among Api, Relay, Consumers, {string.Join(", ", EachConsumer)}.",
        Assert.Single(Problems(("Roles", "Api,Relay,Cook"))));

    [Theory, Enforces(11)]
    [InlineData("Api")]
    [InlineData("Relay,Consumers")]
    [InlineData("Api,Relay,Consumers:indexer")]
    public void Sqlite_demands_all_roles_in_one_process(string roles) => Assert.Equal(
        $"Roles is '{roles}'; Persistence:Provider=Sqlite serves one process only, so set Roles to Api,Relay,Consumers "
            + "or Persistence:Provider to Postgres.",
        Assert.Single(Problems(("Roles", roles))));

    [Theory, Enforces(10)]
    [InlineData("Api")]
    [InlineData("Relay,Consumers")]
    public void The_in_memory_bus_works_with_relay_and_all_consumers_together_or_with_neither(string roles) =>
        Assert.Empty(Problems(Postgres(roles)));

    [Fact, Enforces(10)]
    public void All_consumers_are_together_also_when_each_is_named() =>
        Assert.Empty(Problems(Postgres($"Relay,{string.Join(',', EachConsumer)}")));

    [Theory]
    [InlineData("Relay")]
    [InlineData("Api,Relay")]
    [InlineData("Consumers")]
    [InlineData("Api,Consumers:indexer")]
    [InlineData("Relay,Consumers:indexer,Consumers:auditor")]
    public void The_in_memory_bus_cannot_reach_another_process(string roles) => Assert.Equal(
        $"Roles is '{roles}'; Messaging:Transport=InMemory needs Relay and all Consumers in one process, so name both or neither.",
        Assert.Single(Problems(Postgres(roles))));

    [Fact]
    public void A_process_runs_only_the_consumers_that_its_roles_name()
    {
        var roles = Roles.Read(new SettingsReader(Configuration([("Roles", "consumers:Indexer, Api")])));

        Assert.Equal("Api, Consumers:indexer", roles.ToString());
        Assert.True(roles.Runs("indexer"));
        Assert.False(roles.Runs("auditor"));
        Assert.False(roles.All);
    }

    private static (string, string)[] Postgres(string roles) =>
        [("Persistence:Provider", "Postgres"), ("Persistence:ConnectionString", "Host=localhost"), ("Roles", roles)];

    private static ServiceOptions Read(params (string, string)[] settings) => ServiceOptions.From(Configuration(settings));

    private static IReadOnlyList<string> Problems(params (string, string)[] settings)
    {
        var reader = new SettingsReader(Configuration(settings));
        ServiceOptions.Read(reader);
        return reader.Problems;
    }

    private static IConfiguration Configuration((string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
        .Build();
}
