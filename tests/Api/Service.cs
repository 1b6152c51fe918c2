using System.Net;
using System.Net.Http.Headers;
using CleanFiles.Infrastructure.Messaging;
using CleanFiles.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Api.Tests;

/// <summary>The whole service, on a free port of a real Kestrel, with a data folder of its own.</summary>
public class Service : WebApplicationFactory<Program>
{
    public const long MaxBytes = 32 * 1024 * 1024;

    private readonly TempFolder _data = new();

    public Service()
    {
        UseKestrel(0);
        // The handler that follows redirects for a factory's client would buffer uploads.
        ClientOptions.AllowAutoRedirect = false;
    }

    public string ContentPath => _data.File("content");

    public string[] ContentFiles =>
        Directory.Exists(ContentPath) ? [.. Directory.GetFiles(ContentPath, "*", SearchOption.AllDirectories).Order()] : [];

    public string[] Mails => Directory.GetFiles(_data.File("mail"), "*.eml");

    /// <summary>A client that bears the token of an owner, by default one whom no other test knows.</summary>
    public async Task<HttpClient> ClientAsync(string? owner = null)
    {
        var path = $"/dev/token?owner={owner ?? Guid.NewGuid().ToString()}";
        var answer = await CreateClient().PostAsync(path, null, TestContext.Current.CancellationToken);
        return ClientWith((await answer.JsonAsync(HttpStatusCode.OK)).GetProperty("token").GetString()!);
    }

    public HttpClient ClientWith(string token)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Data:Path", _data.Path);
        builder.UseSetting("Content:MaxBytes", MaxBytes.ToString());
        builder.UseSetting("Messaging:MaxEnvelopeBytes", $"{MessagingOptions.MinEnvelopeBytes}");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.ConfigureTestServices(ConfigureServices);
    }

    /// <summary>Where a test needs a fault, it replaces a port here.</summary>
    protected virtual void ConfigureServices(IServiceCollection services)
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }
}
