using CleanFiles.Support;

namespace CleanFiles.Api.Tests.Commands;

public sealed class CommandLineTests
{
    private const string NoCommand = "is neither a command nor a setting (--Name=value); the commands are contracts | dead-letters | migrate | outbox, and --help says more.";

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_says_what_the_program_does_its_commands_and_how_settings_are_given(string help)
    {
        using var console = new Console();

        var answer = await console.RunAsync(help);

        Assert.Equal(0, answer.ExitCode);
        foreach (var part in (string[])
            ["event-driven file service", "dead-letters", "migrate", "outbox", "appsettings.json", "Persistence__Provider=Postgres", "--Persistence:Provider=Postgres", "Exit codes: 0 done;"])
            Assert.Contains(part, answer.Text, StringComparison.Ordinal);
        Assert.Empty(answer.Error);
    }

    [Theory]
    [InlineData("dead-letters --help", "list", "show", "replay", "purge")]
    [InlineData("dead-letters list --help", "--store <outbox|consumers>", "--consumer", "--type", "--stream", "--older-than <age>", "--newer-than", "--id", "--retried", "--limit", "--json")]
    [InlineData("dead-letters replay --help", "under the ids they bear", "--rate <n>", "--yes", "[default: 10]")]
    [InlineData("dead-letters purge --help", "--all", "--yes")]
    [InlineData("outbox status --help", "--json")]
    [InlineData("migrate --help", "up to date")]
    public async Task Each_command_has_its_help(string command, params string[] parts)
    {
        using var console = new Console();

        var answer = await console.RunAsync(command.Split(' '));

        Assert.Equal(0, answer.ExitCode);
        Assert.All(parts, part => Assert.Contains(part, answer.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("migrat", $"'migrat' {NoCommand}")]
    [InlineData("--hlep", $"'--hlep' {NoCommand}")]
    [InlineData("-x", $"'-x' {NoCommand}")]
    [InlineData("dead-letters", "Say which of these you want: dead-letters list | show | replay | purge.")]
    [InlineData("dead-letters lst", "'lst' is nothing that dead-letters knows; dead-letters --help says what is.")]
    [InlineData("dead-letters list --jsn", "'--jsn' is nothing that list knows; list --help says what is.")]
    [InlineData("outbox", "Say which of these you want: outbox status.")]
    [InlineData("dead-letters show", "Required argument missing for command: 'show'.")]
    [InlineData("dead-letters show 12", "The event id is '12'; it must be one as list shows it.")]
    [InlineData("dead-letters list --id 12", "--id is '12'; it must be an event's id, as list shows it.")]
    [InlineData("dead-letters list --older-than 2", "--older-than is '2'; it must be a time such as 90s, 30m, 2h or 7d.")]
    [InlineData("dead-letters list --newer-than soon", "--newer-than is 'soon'; it must be a time such as 90s, 30m, 2h or 7d.")]
    [InlineData("dead-letters list --store inbox", "--store is 'inbox'; it must be outbox or consumers.")]
    [InlineData("dead-letters list --store 1", "--store is '1'; it must be outbox or consumers.")]
    [InlineData("dead-letters list --limit 0", "--limit is '0'; it must be a whole number from 1 to 100000.")]
    [InlineData("dead-letters replay --rate 0.5", "--rate is '0.5'; it must be a whole number from 1 to 10000.")]
    [InlineData("dead-letters list --consumer notifier --store outbox", "--consumer and --store outbox exclude each other; leave one of them out.")]
    [InlineData("dead-letters purge --yes", "Say which dead letters by a filter, or --all for every one.")]
    [InlineData("dead-letters purge --all --yes --Data:Pth=elsewhere", "Data:Pth is no setting, so it changes nothing; did you mean Data:Path?")]
    [InlineData("dead-letters list --Roles=Cook", "Roles is 'Cook'; 'Cook' is no role", true)]
    public async Task What_is_mistyped_is_refused_with_a_sentence(string line, string sentence, bool isBeginning = false)
    {
        using var console = new Console();

        var answer = await console.RunAsync(line.Split(' '));

        Assert.Equal(2, answer.ExitCode);
        if (isBeginning) Assert.StartsWith(sentence, Assert.Single(answer.Error), StringComparison.Ordinal);
        else Assert.Equal(sentence, Assert.Single(answer.Error));
        Assert.Empty(answer.Out);
    }

    [Theory]
    [InlineData("dead-letters list")]
    [InlineData("dead-letters show 01a208b4-5f14-729e-b7a6-a2153d2781f8")]
    [InlineData("dead-letters replay --yes")]
    [InlineData("dead-letters purge --all --yes")]
    [InlineData("outbox status")]
    public async Task Without_a_database_that_is_up_to_date_each_command_says_so(string line)
    {
        using var console = new Console();

        var missing = await console.RunAsync(line.Split(' '));
        Assert.Equal(2, missing.ExitCode);
        Assert.Equal(
            $"There is no database {Path.Combine(console.DataPath, "cleanfiles.db")}; give the command the settings of the service, and run it in the same folder.",
            Assert.Single(missing.Error));
        Assert.Empty(Directory.GetFiles(console.DataPath));

        await File.WriteAllBytesAsync(Path.Combine(console.DataPath, "cleanfiles.db"), [], TestContext.Current.CancellationToken);
        var empty = await console.RunAsync(line.Split(' '));
        Assert.Equal(2, empty.ExitCode);
        Assert.Matches(@"^The database lacks \d+_Initial, .+; run this program with the argument migrate first\.$", Assert.Single(empty.Error));

        var away = await console.RunAsync([.. line.Split(' '), "--Persistence:Provider=Postgres", "--Persistence:ConnectionString=Host=127.0.0.1;Port=1;Username=x;Database=x"]);
        Assert.Equal(2, away.ExitCode);
        Assert.Matches(@"^The database cannot be used: .+; see that it runs and lets this user in, or mend Persistence:Provider and Persistence:ConnectionString\.$", Assert.Single(away.Error));
    }

    [Fact]
    public async Task Migrate_says_what_it_did()
    {
        using var console = new Console();
        Assert.Matches(@"^Applied \d+_Initial, .+\.$", Assert.Single((await console.RunAsync("migrate")).Out));
        Assert.Equal("The database was up to date.", Assert.Single((await console.RunAsync("migrate")).Out));
    }

    [Fact]
    public async Task A_mistyped_command_does_not_start_the_service()
    {
        using var folder = new TempFolder();
        await using var process = new ServiceProcess(typeof(Program).Assembly.Location, folder.Path, [], "migrat");

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal($"'migrat' {NoCommand}", Assert.Single(process.Errors));
        Assert.Empty(process.Output);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Settings_as_arguments_start_the_service_with_them()
    {
        using var folder = new TempFolder();
        await using var process = new ServiceProcess(
            typeof(Program).Assembly.Location, folder.Path, [], "--urls", "http://127.0.0.1:0", "--Data:Path=elsewhere", "Roles=Api,Relay,Consumers");

        await process.AddressAsync();

        Assert.True(File.Exists(folder.File("elsewhere/cleanfiles.db")));
    }
}
