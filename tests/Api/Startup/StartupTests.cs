using System.Net;
using System.Net.Sockets;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Support;
using Microsoft.Extensions.Configuration;

namespace CleanFiles.Api.Tests.Startup;

public sealed class StartupTests : IDisposable
{
    private const string Key = "Auth:SigningKey", Authority = "Auth:Authority", Audience = "Auth:Audience";

    public static TheoryData<string, (string, string)[], string[]> BadSettings => new()
    {
        {
            "Production", [],
            ["Auth:Authority and Auth:SigningKey are both empty; outside Development set one of them, since there is no default key."]
        },
        { "Production", [(Key, "only 19 bytes long.")], ["Auth:SigningKey has 19 bytes; it must have at least 32."] },
        {
            "Production", [(Authority, "https://id.example.com"), (Audience, "files"), (Key, new string('k', 32))],
            ["Auth:Authority and Auth:SigningKey are both set; keep one of them."]
        },
        {
            "Production", [(Authority, "https://id.example.com")],
            ["Auth:Audience is empty; with Auth:Authority it must name this service as the identity provider does."]
        },
        {
            "Production", [(Authority, "http://id.example.com"), (Audience, "files")],
            ["Auth:Authority is 'http://id.example.com'; it must be an absolute https URL."]
        },
        {
            "Development", [("Persistence:Provider", "Oracle"), ("Content:Provider", "S3")],
            ["Persistence:Provider is 'Oracle'; it must be Sqlite or Postgres.", "Content:Provider is 'S3'; it must be FileSystem."]
        },
        {
            "Development", [("Persistence:ConnectionString", "Host=localhost;Database=x")],
            ["Persistence:ConnectionString is none for Persistence:Provider=Sqlite: Connection string keyword 'host' is not supported. "
                + "For a possible alternative, see https://go.microsoft.com/fwlink/?linkid=2142181."]
        },
        {
            "Development", [("Persistence:Provider", "Postgres"), ("Persistence:ConnectionString", "Database=x")],
            ["Persistence:ConnectionString is none for Persistence:Provider=Postgres: it names no Host."]
        },
        {
            "Development", [("Messaging:InMemory:HoldForSeconds", "30")],
            ["Messaging:InMemory:HoldForSeconds is '30'; it must be a number of seconds above 0 and up to 20, such as 0.5."]
        },
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(BadSettings), DisableDiscoveryEnumeration = true)]
    public async Task Settings_that_cannot_work_end_the_start_with_a_sentence_each(
        string environment, (string, string)[] settings, string[] sentences)
    {
        await using var process = Start(environment, settings);

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal(sentences, process.Errors);
        Assert.Empty(process.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start_with_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var process = Start("Development", ("Urls", $"http://{other.LocalEndpoint}"));

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal(
            $"Failed to bind to address http://{other.LocalEndpoint}: address already in use; "
                + "stop the process that has the address, or choose another one with --urls.",
            Assert.Single(process.Errors));
        Assert.Empty(process.Output);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_ends_the_start_with_a_sentence()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        await using var process = Start("Development", ("Data:Path", file));

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal(
            $"Data:Path is '{file}', which cannot be made a folder; choose one where this process may write.", Assert.Single(process.Errors));
        Assert.Empty(process.Output);
    }

    [Fact]
    public async Task Once_started_it_says_what_runs_and_where_and_a_signal_ends_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no kill to send the signal with.");
        await using var process = Start("Development");

        await Eventually.IsTrueAsync(() => process.Output.Count() >= 5, "the banner was printed");

        var banner = process.Output.Take(5).ToList();
        Assert.Matches(@"^CleanFiles is ready at http://127\.0\.0\.1:\d+$", banner[0]);
        Assert.Equal(
            [
                "  adapters   Sqlite, InMemory, FileSystem, Pickup",
                "  roles      Api, Relay, Consumers",
                "  consumers  auditor, content-reaper, indexer, notifier",
                $"  data       {Path.Combine(_folder.Path, "data")}",
            ],
            banner.Skip(1));
        Assert.Equal(0, await process.StopAsync());
        Assert.Equal(5, process.Output.Count());
        Assert.Empty(process.Errors);
    }

    [Fact]
    public void The_settings_file_spells_out_the_defaults()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();

        Assert.Equal(
            ServiceOptions.From(new ConfigurationBuilder().Build()).ToString(),
            ServiceOptions.From(file).ToString());
    }

    private ServiceProcess Start(string environment, params (string Key, string Value)[] settings) => new(
        typeof(Program).Assembly.Location,
        _folder.Path,
        settings.Append(("ASPNETCORE_ENVIRONMENT", environment)).Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2)));
}
