using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Messaging.InMemory;
using CleanFiles.Infrastructure.Relay;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Infrastructure.Tests.Configuration;

public class SettingsValidatorTests
{
    private const string Postgres = "Persistence:Provider=Postgres", Connection = "Persistence:ConnectionString=", Sqs = "Messaging:Transport=Sqs";

    public static TheoryData<string[], string> Broken => new()
    {
        {
            [Postgres],
            "Persistence:ConnectionString is empty; Persistence:Provider=Postgres needs one, "
                + "such as Host=localhost;Database=cleanfiles;Username=cleanfiles;Password=..."
        },
        { [Postgres, $"{Connection}Database=x"], "Persistence:ConnectionString does not fit Persistence:Provider=Postgres: it names no Host." },
        { [$"{Connection}Cache=Shared"], "Persistence:ConnectionString does not fit Persistence:Provider=Sqlite: it names no Data Source." },
        {
            ["Roles=Relay,Consumers"],
            "Roles is 'Relay,Consumers'; Persistence:Provider=Sqlite serves one process only, so set Roles to Api,Relay,Consumers "
                + "or Persistence:Provider to Postgres."
        },
        {
            [Postgres, $"{Connection}Host=x", "Roles=Api,Relay"],
            "Roles is 'Api,Relay'; Messaging:Transport=InMemory needs Relay and all Consumers in one process, so name both or neither."
        },
        {
            [Sqs, "Messaging:Sqs:Name=My_Service"],
            "Messaging:Sqs:Name is 'My_Service'; it must be lower-case letters and digits in words joined by single dashes, "
                + "and begin with a letter, such as cleanfiles."
        },
        {
            [Sqs, $"Messaging:Sqs:Name={new string('x', 60)}"],
            $"Messaging:Sqs:Name is '{new string('x', 60)}', with which the queue {new string('x', 60)}-content-reaper-dead.fifo has 85 characters; "
                + "SQS allows 80, so the name must be 5 shorter."
        },
        {
            [Sqs, "Messaging:Sqs:Provisioning=Assume"],
            "Messaging:Sqs:TopicArn is empty; Messaging:Sqs:Provisioning=Assume needs it, "
                + "such as arn:aws:sns:eu-central-1:123456789012:cleanfiles-events.fifo."
        },
        {
            [
                Sqs, "Messaging:Sqs:Provisioning=Assume", "Messaging:Sqs:TopicArn=arn", "Messaging:Sqs:QueueUrl=http://sqs/{consumer}",
                "Messaging:Sqs:DeadLetterQueueUrl=http://sqs/dead",
            ],
            "Messaging:Sqs:DeadLetterQueueUrl is 'http://sqs/dead'; it must have {consumer} where the name of each consumer stands, "
                + "or all would share one queue."
        },
        {
            ["Messaging:Sqs:TopicArn=arn"],
            "Messaging:Sqs:TopicArn is 'arn'; it is read with Messaging:Sqs:Provisioning=Assume only, and that is Create, "
                + "so empty the one or change the other."
        },
        { [Sqs, "Consumers:MaxAttempts=996"], "Consumers:MaxAttempts is '996'; with Messaging:Transport=Sqs it must be at most 995." },
        {
            ["Consumers:RetryPauseSeconds=7200"],
            "Consumers:RetryPauseSeconds is 7200 and Consumers:MaxRetryPauseSeconds 3600; the first pause must not be longer than the longest one."
        },
        {
            ["Consumers:MaxRetryPauseSeconds=0.25"],
            "Consumers:RetryPauseSeconds is 0.5 and Consumers:MaxRetryPauseSeconds 0.25; the first pause must not be longer than the longest one."
        },
        {
            ["Consumers:PauseSeconds=90"],
            "Consumers:PauseSeconds is 90 and Consumers:MaxPauseSeconds 60; the first pause must not be longer than the longest one."
        },
        { ["Mail:Provider=Smtp"], "Mail:Smtp:Host is empty; Mail:Provider=Smtp needs the mail server's name, such as mail.example.com." },
        { ["Mail:Smtp:Password=swordfish"], "Mail:Smtp:UserName is empty; Mail:Smtp:Password is set, so set both or neither." },
        { ["Mail:Smtp:UserName=files"], "Mail:Smtp:Password is empty; Mail:Smtp:UserName is set, so set both or neither." },
        {
            ["Mail:Smtp:UserName=files", "Mail:Smtp:Password=swordfish", "Mail:Smtp:Security=none"],
            "Mail:Smtp:Security is 'none'; with Mail:Smtp:Password it must be StartTls or Tls, since a password never travels in the clear."
        },
        {
            ["Mail:Provider=Smtp", "Mail:Smtp:Host=mail.example.com", "Mail:Smtp:TimeoutSeconds=30"],
            "Mail:Smtp:TimeoutSeconds is 30; it must be below Consumers:HandlerTimeoutSeconds, which is 30."
        },
    };

    [Theory, Enforces(16, 25), MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void Settings_that_do_not_fit_together_are_refused_in_one_sentence(string[] settings, string sentence) =>
        Assert.Equal([sentence], Problems(settings));

    [Fact]
    public void Every_rule_has_an_example_that_breaks_it()
    {
        var sentences = Broken.Select(row => row.Data.Item2).ToHashSet();

        Assert.All(SettingsValidator.Rules, rule => Assert.Contains(Broken, row =>
        {
            var reader = Reader(row.Data.Item1);
            return sentences.Contains(rule.Problem(ServiceOptions.Read(reader), reader) ?? "");
        }));
    }

    [Fact]
    public void What_is_wrong_by_itself_is_not_also_held_against_its_neighbours() => Assert.Equal(
        ["Persistence:Provider is 'Oracle'; it must be Sqlite or Postgres."],
        Problems(["Persistence:Provider=Oracle", $"{Connection}Host=x", "Roles=Api"]));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() => Assert.Equal(
        4, Problems(["Content:Provider=S3", "Mail:Smtp:Port=0", "Mail:Provider=Smtp", "Consumers:RetryPauseSeconds=7200"]).Count);

    [Theory]
    [InlineData("Postgres", "Host=x;Password=sword;fish=1")]
    [InlineData("Postgres", "Host=x;Port=many;Password=swordfish")]
    [InlineData("Postgres", "Password=swordfish;Database=x")]
    [InlineData("Postgres", "Host=x;pwd=sword;fish")]
    [InlineData("Postgres", "Host=x;PSW=sword;fish=1")]
    [InlineData("Sqlite", "Data Source=x;Password=sword;fish=1")]
    public void No_sentence_repeats_a_password(string provider, string connectionString)
    {
        var problem = Assert.Single(Problems([$"Persistence:Provider={provider}", Connection + connectionString]));

        Assert.DoesNotContain("fish", problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_bus_never_holds_a_publish_longer_than_the_relay_waits_for_it() =>
        Assert.True(InMemoryOptions.MaxHoldFor < new RelayOptions().PublishTimeout);

    private static IReadOnlyList<string> Problems(string[] settings)
    {
        var reader = Reader(settings);
        ServiceOptions.Read(reader);
        return reader.Problems;
    }

    private static SettingsReader Reader(string[] settings) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
        .Build());
}
