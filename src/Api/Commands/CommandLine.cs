using System.CommandLine;
using System.CommandLine.Invocation;
using CleanFiles.Application.Events;
using CleanFiles.Infrastructure.Configuration;

namespace CleanFiles.Api.Commands;

/// <summary>What the program can do besides being the service (ADR 0015).</summary>
internal static class CommandLine
{
    private const string Description = """
        CleanFiles, an event-driven file service. Without a command it is the service.

        Settings are given, later ones winning, by appsettings.json, by environment variables (Persistence__Provider=Postgres) and by
        arguments (--Persistence:Provider=Postgres), to the service and to each command alike.

        Exit codes: 0 done; 1 something was not found or not done; 2 wrong arguments or settings, or a database that cannot be used.
        """;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Arguments arguments, Terminal terminal, CancellationToken ct = default)
    {
        var session = new Session(terminal, arguments.Settings);
        var root = new RootCommand(Description)
        {
            ContractsCommand.Create(session), DeadLettersCommand.Create(session), MigrateCommand.Create(session), OutboxCommand.Create(session),
        };
        var parsed = root.Parse(arguments.Words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction) return Refuse(parsed, terminal);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false }, ct);
        }
        catch (SettingsException e)
        {
            foreach (var problem in e.Problems) await terminal.Error.WriteLineAsync(problem);
            return ExitCode.WrongUse;
        }
        catch (EventCatalogueException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCode.WrongUse;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("Stopped before the end; what was done by then stays done.");
            return ExitCode.NotDone;
        }
    }

    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
            terminal.Error.WriteLine(command is RootCommand
                ? $"'{unknown}' is neither a command nor a setting (--Name=value); the commands are {Names(command)}, and --help says more."
                : $"'{unknown}' is nothing that {command.Name} knows; {command.Name} --help says what is.");
        else if (command.Subcommands.Count > 0)
            terminal.Error.WriteLine($"Say which of these you want: {command.Name} {Names(command)}.");
        else
            foreach (var error in parsed.Errors) terminal.Error.WriteLine(error.Message);
        return ExitCode.WrongUse;
    }

    private static string Names(Command command) => string.Join(" | ", command.Subcommands.Select(sub => sub.Name));
}
