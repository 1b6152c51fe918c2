using System.Diagnostics;
using CleanFiles.Api.Startup;
using CleanFiles.Benchmarks.Load;
using CleanFiles.Support;

namespace CleanFiles.Benchmarks.Running;

/// <summary>A program that can be given a job, and what is different in the job when it runs it.</summary>
internal sealed record Contender(string Name, string[] Command)
{
    public static Contender Product { get; } = new("CleanFiles", ["dotnet", typeof(Contender).Assembly.Location, "subject"]);

    /// <summary>What bounds everybody who sends by it.</summary>
    public static Contender Emulator { get; } = Product with { Name = "the emulator alone", Command = [.. Product.Command[..2], "emulator"] };

    /// <summary>The service as a build leaves it, in a process of its own, which is started.</summary>
    public static Contender Service { get; } = ServiceIn("as built", typeof(Composition).Assembly.Location);

    /// <summary>The service as it is deployed; to be published before.</summary>
    public static Contender Published { get; } = ServiceIn("as published", Path.Combine(PublishedIn, "CleanFiles.Api.dll"));

    public static Contender HandWritten { get; } = Peer("hand-written", "HandWritten");

    /// <summary>What is left of that when the rows go through EF Core, as the product's do: the bound of what the product adds.</summary>
    public static Contender HandWrittenEf { get; } = Peer("hand-written, EF Core", "HandWrittenEf");

    public static Contender Wolverine { get; } = Peer("Wolverine", "WolverinePeer");

    /// <summary>It makes 200 events a second whatever else happens, so a tenth of them shows that, and it takes minutes less.</summary>
    public static Contender Ticker { get; } = Peer("ticker", "Ticker") with
    {
        Change = job => job with { Events = job.Events / 10, WarmUp = job.WarmUp / 200 },
    };

    public static IReadOnlyList<Contender> Peers { get; } = [HandWritten, HandWrittenEf, Wolverine, Ticker];

    public Func<Job, Job> Change { get; init; } = job => job;

    /// <summary>The product under another name, with another job.</summary>
    public static Contender ProductWith(string name, Func<Job, Job> change) => Product with { Name = name, Change = change };

    public static Task PublishAsync(CancellationToken ct) =>
        RunAsync("dotnet", ["publish", "-c", "Release", "-v", "quiet", "-nologo", "-o", PublishedIn, Path.Combine(RepositoryRoot.Path, "src/Api")], ct);

    /// <summary>Peers stand outside the solution, so that only who wants them fetches their packages.</summary>
    public static async Task BuildPeersAsync(CancellationToken ct)
    {
        foreach (var peer in Peers) await RunAsync("dotnet", ["build", "-c", "Release", "-v", "quiet", "-nologo", ProjectOf(peer.Command[1])], ct);
    }

    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<Figures> RunAsync(Job job, CancellationToken ct) =>
        Figures.Parse((await RunAsync(Command[0], [.. Command[1..], Change(job).ToJson()], ct)).Trim().Split('\n')[^1]);

    private static string PublishedIn => Path.Combine(RepositoryRoot.Path, "artifacts/published");

    private static Contender ServiceIn(string name, string program) => new(name, [.. Product.Command[..2], "service", program]);

    private static Contender Peer(string name, string project) =>
        new(name, ["dotnet", Path.Combine(RepositoryRoot.Path, "tests/Benchmarks/Peers", project, "bin/Release/net10.0", $"CleanFiles.{project}.dll")]);

    private static string ProjectOf(string assembly) => Path.GetFullPath(Path.Combine(assembly, "../../../.."));

    /// <summary>What it says on stderr, of its progress and of its failures, is shown as it comes.</summary>
    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        await using var end = ct.Register(process.Kill);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        ct.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}");
    }
}
