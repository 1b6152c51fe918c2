using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace CleanFiles.Support.Smtp;

/// <summary>
/// A real mail server (smtp-server of npm, driven by tests/servers/smtp.cjs) on free ports of the loopback. Its certificate is its own
/// and of the day; its process ends with this one.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    public const string UserName = "cleanfiles", Password = "correct horse battery staple";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<SmtpMail> _mails = [];
    private readonly TaskCompletionSource<Ports> _ports = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private volatile string? _mood, _hangs;

    private SmtpServer(string script)
    {
        Certificate = SelfSigned.Create(_folder.File("cert.pem"), _folder.File("key.pem"));
        _process = Process.Start(new ProcessStartInfo("node", [script, _folder.Path, UserName, Password])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>Trusted by nobody; a service process trusts <see cref="CertificateFile"/> when told so by SSL_CERT_FILE.</summary>
    public string Certificate { get; }

    public string CertificateFile => _folder.File("cert.pem");

    /// <summary>Offers STARTTLS.</summary>
    public int StartTlsPort { get; private set; }

    public int TlsPort { get; private set; }

    /// <summary>Knows no TLS at all.</summary>
    public int PlainPort { get; private set; }

    public IReadOnlyCollection<SmtpMail> Mails => _mails;

    public static Task<SmtpServer> StartAsync() => Servers.OrSkipAsync(async () =>
    {
        var server = await LaunchAsync();
        var ports = await server._ports.Task.WaitAsync(Patience);
        (server.StartTlsPort, server.TlsPort, server.PlainPort) = (ports.StartTls, ports.Tls, ports.Plain);
        return server;
    });

    private static async Task<SmtpServer> LaunchAsync()
    {
        try
        {
            await NodePackages.GetAsync("smtp-server");
            return new SmtpServer(Path.Combine(NodePackages.Folder(), "smtp.cjs"));
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            throw new ServerUnavailableException(
                $"There is no mail server for tests here: {e.Message}", "install Node.js (20 or later) with npm.");
        }
    }

    /// <param name="mood">See tests/servers/smtp.cjs. It holds for every command that comes from now on.</param>
    public async Task BecomeAsync(string mood)
    {
        await _process.StandardInput.WriteLineAsync(mood);
        await _process.StandardInput.FlushAsync();
        await Eventually.IsTrueAsync(() => _mood == mood, $"the mail server said that its mood is {mood}");
    }

    /// <summary>Until a client waits for an answer that does not come.</summary>
    public Task HangsAsync() => Eventually.IsTrueAsync(() => _hangs is not null, "the mail server left a client hanging");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) _ports.TrySetException(new InvalidOperationException("The mail server ended before it was ready."));
        if (line is null || JsonSerializer.Deserialize<Line>(line, Json) is not { } said) return;
        if (said.Ports is { } ports) _ports.TrySetResult(ports);
        if (said.Mail is { } mail) _mails.Enqueue(mail);
        (_mood, _hangs) = (said.Mood ?? _mood, said.Hangs ?? _hangs);
    }

    private sealed record Ports(int StartTls, int Tls, int Plain);

    private sealed record Line(Ports? Ports, string? Mood, string? Hangs, SmtpMail? Mail);
}
