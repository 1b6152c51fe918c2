using System.Text;
using CleanFiles.Api.Commands;
using CleanFiles.Api.Startup;
using CleanFiles.Application;
using CleanFiles.Application.Ports;
using CleanFiles.Infrastructure;
using CleanFiles.Infrastructure.Configuration;
using CleanFiles.Infrastructure.Consuming;
using CleanFiles.Infrastructure.Relay;
using CleanFiles.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CleanFiles.Api.Tests.Commands;

/// <summary>What a command said, and the exit code.</summary>
internal sealed record Answer(int ExitCode, string[] Out, string[] Error)
{
    public string Text => string.Join('\n', Out);
}

/// <summary>Runs commands without a terminal, on a SQLite database of its own unless told otherwise.</summary>
internal sealed class Console : IDisposable
{
    private readonly TempFolder _data = new();

    public string DataPath => _data.Path;

    public static async Task<Console> WithDatabaseAsync()
    {
        var console = new Console();
        Assert.Equal(0, (await console.RunAsync("migrate")).ExitCode);
        return console;
    }

    public Task<Answer> RunAsync(params string[] args) => AskAsync(typed: null, args);

    /// <param name="typed">What a person answers; null when there is no person.</param>
    public async Task<Answer> AskAsync(string? typed, params string[] args)
    {
        using var input = new StringReader(typed ?? "");
        await using StringWriter output = new(), error = new();
        var arguments = Arguments.Split([.. args, $"--Data:Path={_data.Path}"]);
        var exitCode = await CommandLine.RunAsync(
            arguments, new Terminal(input, output, error, IsInteractive: typed is not null), TestContext.Current.CancellationToken);
        return new Answer(exitCode, Lines(output), Lines(error));
    }

    /// <summary>Makes an event that the notifier gave up.</summary>
    public Task<Envelope> BuryAsync(string stream = "a", string consumer = "notifier", string type = "file.uploaded", string data = """{"name":"report.txt"}""", string reason = "no route") =>
        WithPartsAsync(stream, type, data, (parts, envelope) => parts.GetRequiredService<IFailedDeliveries>()
            .CountAsync(consumer, envelope, new IOException(reason), last: 1, CancellationToken.None));

    /// <summary>Makes an event that the transport rejected.</summary>
    public Task<Envelope> RejectAsync(string stream = "a") => WithPartsAsync(stream, "file.uploaded", """{"name":"report.txt"}""", (parts, envelope) =>
        parts.GetRequiredService<IRejectedEvents>().RecordAsync(envelope, "too large", CancellationToken.None));

    public void Dispose() => _data.Dispose();

    private async Task<Envelope> WithPartsAsync(string stream, string type, string data, Func<IServiceProvider, Envelope, Task> work)
    {
        var envelope = new Envelope(
            Guid.CreateVersion7(), type, 1, stream, 1, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), Encoding.UTF8.GetBytes(data),
            new EnvelopeHeaders("request-1"));
        var builder = ServiceBuilder.Create([$"--Data:Path={_data.Path}"]);
        builder.Services.AddApplication().AddInfrastructure(ServiceOptions.From(builder.Configuration));
        await using var parts = builder.Build();
        await work(parts.Services, envelope);
        return envelope;
    }

    private static string[] Lines(StringWriter text) =>
        text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
