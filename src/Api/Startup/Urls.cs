using System.Net.Sockets;
using System.Security.Cryptography;
using CleanFiles.Infrastructure.Configuration;
using Microsoft.AspNetCore.Connections;

namespace CleanFiles.Api.Startup;

/// <summary>
/// Where the service listens. Kestrel reads the setting itself; what it makes of a bad one is a stack trace, or every address there is.
/// </summary>
internal static class Urls
{
    private const string Key = "Urls", Example = "http://localhost:5080";

    private const int MaxPort = 65535;

    public static void Check(SettingsReader settings)
    {
        var urls = (settings.Text(Key) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var url in urls.Where(url => !IsFine(url))) settings.Refuse(Key, $"'{url}' must look like {Example}");
    }

    /// <summary>Runs until the process is told to stop.</summary>
    /// <exception cref="SettingsException">It cannot listen there.</exception>
    public static async Task ListenAsync(this WebApplication app)
    {
        var (urls, lifetime) = (app.Configuration[Key], app.Lifetime);
        try
        {
            await app.RunAsync();
        }
        catch (Exception e) when (!lifetime.ApplicationStarted.IsCancellationRequested && IsAboutCertificate(e))
        {
            throw new SettingsException([
                $"The certificate for https cannot be used: {e.Message.Split('\n')[0].TrimEnd('.', '\r')}; see that Kestrel:Certificates:Default:Path, with KeyPath or Password, names one with its private key."]);
        }
        catch (Exception e) when (Remedy(e) is { } remedy)
        {
            var reason = (e.InnerException ?? e).Message.Split('\n')[0].TrimEnd('.', '\r');
            var where = string.IsNullOrEmpty(urls) ? "There is an address in Kestrel:Endpoints, or the default one" : $"{Key} is '{urls}'";
            throw new SettingsException([$"{where}, where this process cannot listen: {reason}; {remedy}."]);
        }
    }

    private static bool IsAboutCertificate(Exception exception) =>
        exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or CryptographicException or NotSupportedException;

    private static string? Remedy(Exception exception) => exception switch
    {
        IOException { InnerException: AddressInUseException } => "stop the process that has the address, or choose another one with --urls",
        SocketException => "choose an address of this machine that it may open, with --urls",
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } =>
            "name a certificate in Kestrel:Certificates:Default:Path, or listen on http and leave TLS to what stands in front",
        _ => null,
    };

    private static bool IsFine(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme.ToLowerInvariant() is "http" or "https"
                && address is { Port: >= 0 and <= MaxPort, PathBase: "" }
                && (address.IsUnixPipe || address.IsNamedPipe || IsHost(address.Host));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsHost(string host) => host is "*" or "+" || Uri.CheckHostName(host) != UriHostNameType.Unknown;
}
