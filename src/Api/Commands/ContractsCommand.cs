using System.CommandLine;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Contracts;

namespace CleanFiles.Api.Commands;

/// <summary><c>contracts accept</c>: writes down what the events of this build look like, unless that would break somebody (ADR 0021).</summary>
internal static class ContractsCommand
{
    private const string DefaultFolder = "docs/events";

    public static Command Create(Session session)
    {
        var folder = new Option<string>("--folder")
        {
            Description = "The folder of schemas and samples, from where you call.",
            HelpName = "path",
            DefaultValueFactory = _ => DefaultFolder,
        };
        var accept = new Command("accept", "Write the schemas, samples and documents of this build, after a look that no change breaks a reader.") { folder };
        accept.SetAction(parsed => TryAccept(session.Terminal, parsed.GetValue(folder)!));
        return new Command("contracts", "The events that this service publishes, as other teams see them.") { accept };
    }

    private static int TryAccept(Terminal terminal, string path)
    {
        try
        {
            return Accept(terminal, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"{path} cannot be read or written: {e.Message}");
            return ExitCode.WrongUse;
        }
    }

    private static int Accept(Terminal terminal, string path)
    {
        if (!Directory.Exists(path))
        {
            terminal.Error.WriteLine($"There is no folder {path} here; call this from the root of the repository, or name the folder with --folder.");
            return ExitCode.WrongUse;
        }

        var (catalogue, mapper, folder) = (EventCatalogue.Default, new EventMapper(), new ContractFolder(path));
        var consumers = Wiring.Check(catalogue, mapper);
        var gate = new ContractGate(catalogue, folder);
        if (gate.Breaches() is { Count: > 0 } breaches)
        {
            foreach (var breach in breaches) terminal.Error.WriteLine(breach);
            terminal.Error.WriteLine("Nothing was written.");
            return ExitCode.NotDone;
        }

        var documents = ContractDocuments.Of(catalogue, mapper, consumers).Where(document => folder.Read(document.Key) != document.Value);
        var outdated = gate.Outdated().Concat(documents).ToList();
        foreach (var (file, text) in outdated)
        {
            folder.Write(file, text);
            terminal.Out.WriteLine($"Wrote {path}/{file}.");
        }

        if (outdated.Count == 0) terminal.Out.WriteLine("Nothing has changed.");
        return ExitCode.Done;
    }
}
