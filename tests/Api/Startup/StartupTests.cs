using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
            ["Persistence:ConnectionString does not fit Persistence:Provider=Sqlite: Connection string keyword 'host' is not supported. "
                + "For a possible alternative, see https://go.microsoft.com/fwlink/?linkid=2142181."]
        },
        {
            "Development", [("Persistence:Provider", "Postgres"), ("Persistence:ConnectionString", "Database=x")],
            ["Persistence:ConnectionString does not fit Persistence:Provider=Postgres: it names no Host."]
        },
        {
            "Development", [("Urls", "http://localhost:5080;localhost:5081")],
            ["Urls is 'http://localhost:5080;localhost:5081'; 'localhost:5081' must look like http://localhost:5080."]
        },
        {
            "Development", [("Messaging:InMemory:HoldForSeconds", "30")],
            ["Messaging:InMemory:HoldForSeconds is '30'; it must be a number of seconds from 0.001 to 20, such as 0.5."]
        },
    };

    /// <summary>A file, where a folder is asked for.</summary>
    private static readonly string AFile = Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, Enforces(33)]
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
            $"Urls is 'http://{other.LocalEndpoint}', where this process cannot listen: Address already in use; "
                + "stop the process that has the address, or choose another one with --urls.",
            Assert.Single(process.Errors));
        Assert.Empty(process.Output);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", "Unable to configure HTTPS endpoint. No server certificate was specified, and the default developer certificate "
        + "could not be found or is out of date; name a certificate in Kestrel:Certificates:Default:Path, "
        + "or listen on http and leave TLS to what stands in front.")]
    [InlineData("http://203.0.113.1:5080", "Cannot assign requested address; choose an address of this machine that it may open, with --urls.")]
    public async Task An_address_where_nothing_can_listen_ends_the_start_with_a_sentence(string url, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Each system words it in its own way, and some have a developer certificate.");
        await using var process = Start("Development", ("Urls", url), ("HOME", _folder.Path));

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal($"Urls is '{url}', where this process cannot listen: {reason}", Assert.Single(process.Errors));
        Assert.Empty(process.Output);
    }

    [Theory]
    [InlineData("nowhere.pfx")]
    [InlineData("no-key.pem")]
    public async Task A_certificate_that_cannot_be_used_ends_the_start_with_a_sentence(string name)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        await File.WriteAllTextAsync(_folder.File("no-key.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var process = Start(
            "Development", ("Urls", "https://127.0.0.1:0"), ("Kestrel:Certificates:Default:Path", _folder.File(name)), ("HOME", _folder.Path));

        Assert.Equal(2, await process.EndAsync());

        Assert.StartsWith("The certificate for https cannot be used: ", Assert.Single(process.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_json_ends_the_start_with_a_sentence()
    {
        var file = Path.Combine(Path.GetDirectoryName(typeof(Program).Assembly.Location)!, "appsettings.Broken.json");
        await File.WriteAllTextAsync(file, "{ \"Data\": ", TestContext.Current.CancellationToken);
        try
        {
            await using var process = Start("Broken");

            Assert.Equal(2, await process.EndAsync());

            Assert.StartsWith($"Failed to load configuration from file '{file}': ", Assert.Single(process.Errors), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_ends_the_start_with_a_sentence()
    {
        await using var process = Start("Development", ("Data:Path", AFile));

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal(
            $"Data:Path is '{AFile}', which cannot be made a folder; choose one where this process may write.", Assert.Single(process.Errors));
        Assert.Empty(process.Output);
    }

    [Fact]
    public async Task Every_folder_that_cannot_be_is_told_at_once()
    {
        await using var process = Start(
            "Development",
            ("Persistence:ConnectionString", $"Data Source={AFile}/a/cleanfiles.db"), ("Content:Path", $"{AFile}/content"), ("Mail:Path", AFile));

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal(
            [
                $"The folder in Persistence:ConnectionString is '{AFile}/a', which cannot be made a folder; choose one where this process may write.",
                $"Content:Path is '{AFile}/content', which cannot be made a folder; choose one where this process may write.",
                $"Mail:Path is '{AFile}', which cannot be made a folder; choose one where this process may write.",
            ],
            process.Errors);
    }

    [Fact]
    public async Task A_folder_where_nothing_can_be_written_ends_the_start_with_a_sentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /proc, where not even root can write.");
        await using var process = Start("Development", ("Content:Path", "/proc"));

        Assert.Equal(2, await process.EndAsync());

        Assert.Equal("Content:Path is '/proc', where no file can be written; choose one where this process may write.", Assert.Single(process.Errors));
    }

    [Fact]
    public async Task A_command_needs_no_folder_but_the_databases()
    {
        await using var process = new ServiceProcess(
            typeof(Program).Assembly.Location, _folder.Path, [KeyValuePair.Create("Content:Path", AFile)], "migrate");

        Assert.Equal(0, await process.EndAsync());
    }

    [Fact]
    public async Task A_setting_that_nobody_reads_is_told_and_does_no_harm()
    {
        await using var process = Start(
            "Development",
            ("Relay:MaxInFligth", "3"), ("Persistance:Provider", "Postgres"),
            ("Kestrel:Limits:Whatever", "1"), ("Shop:Name", "x"), ("MAIL", "/var/mail"));
        await process.AddressAsync();

        Assert.Equal(
            [
                "Persistance:Provider is no setting, so it changes nothing; did you mean Persistence:Provider?",
                "Relay:MaxInFligth is no setting, so it changes nothing; did you mean Relay:MaxInFlight?",
            ],
            process.Output
                .TakeWhile(line => !line.StartsWith("CleanFiles is ready", StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf("] ", StringComparison.Ordinal) + 2)..]));
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
                $"  consumers  {string.Join(", ", Roles.KnownConsumers)}",
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
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            // Which database and transport a service begins with is chosen when it is made from the template.
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Persistence:Provider"] = "Sqlite",
                ["Persistence:ConnectionString"] = "",
                ["Messaging:Transport"] = "InMemory",
            })
            .Build();

        Assert.Equal(
            ServiceOptions.From(new ConfigurationBuilder().Build()).ToString(),
            ServiceOptions.From(file).ToString());
    }

    private ServiceProcess Start(string environment, params (string Key, string Value)[] settings) => new(
        typeof(Program).Assembly.Location,
        _folder.Path,
        settings.Append(("ASPNETCORE_ENVIRONMENT", environment)).Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2)));
}
