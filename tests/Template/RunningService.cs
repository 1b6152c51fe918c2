using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using CleanFiles.Support;

namespace CleanFiles.Template.Tests;

/// <summary>A built service in a process of its own, which ends with this.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly Shell _terminal;

    private RunningService(Shell terminal, Uri address) => (_terminal, Address) = (terminal, address);

    public Uri Address { get; }

    /// <summary>On adapters that need no server, whatever its defaults are.</summary>
    public static IReadOnlyDictionary<string, string?> Alone { get; } = new Dictionary<string, string?>
    {
        ["Persistence__Provider"] = "Sqlite",
        ["Persistence__ConnectionString"] = "",
        ["Messaging__Transport"] = "InMemory",
    };

    /// <summary>On its own defaults, whatever the environment of the tests says.</summary>
    public static IReadOnlyDictionary<string, string?> Itself { get; } =
        new[] { "Persistence__Provider", "Persistence__ConnectionString", "Messaging__Transport", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY" }
            .ToDictionary(name => name, _ => (string?)null);

    /// <summary>Waits until it is ready.</summary>
    /// <param name="settings">Environment variables; null for one that shall not be set.</param>
    public static async Task<RunningService> StartAsync(string folder, IReadOnlyDictionary<string, string?> settings)
    {
        var address = new Uri($"http://localhost:{FreePort()}");
        var terminal = new Shell(folder);
        var exports = string.Concat(settings.Select(one => one.Value is null ? $"unset {one.Key}; " : $"export {one.Key}='{one.Value}'; "));
        await terminal.StartAsync($"{exports}dotnet run --project src/Api --no-build -- --urls {address.AbsoluteUri.TrimEnd('/')}");
        var service = new RunningService(terminal, address);
        await Eventually.IsTrueAsync(
            async () => terminal.HasExited ? throw new InvalidOperationException(terminal.Output) : await service.IsReadyAsync(),
            "the service was ready",
            TimeSpan.FromMinutes(2));
        return service;
    }

    public async Task<HttpClient> SignInAsync(string owner)
    {
        var client = new HttpClient { BaseAddress = Address };
        using var answer = await client.PostAsync($"/dev/token?owner={owner}", content: null);
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsReadyAsync()
    {
        using var client = new HttpClient();
        try
        {
            using var answer = await client.GetAsync(new Uri(Address, "health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
