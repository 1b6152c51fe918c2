using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
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

    public Service() => UseKestrel(0);

    public string ContentPath => _data.File("content");

    public string[] ContentFiles =>
        Directory.Exists(ContentPath) ? [.. Directory.GetFiles(ContentPath, "*", SearchOption.AllDirectories).Order()] : [];

    public string[] Mails => Directory.GetFiles(_data.File("mail"), "*.eml");

    /// <summary>A client that bears the token of an owner, by default one whom no other test knows.</summary>
    public async Task<HttpClient> ClientAsync(string? owner = null)
    {
        var client = CreateClient();
        var token = await TokenAsync(client, owner ?? Guid.NewGuid().ToString());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static async Task<string> TokenAsync(HttpClient client, string owner)
    {
        var answer = await client.PostAsync($"/dev/token?owner={Uri.EscapeDataString(owner)}", null, TestContext.Current.CancellationToken);
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("token").GetString()!;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Data:Path", _data.Path);
        builder.UseSetting("Content:MaxBytes", MaxBytes.ToString());
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
