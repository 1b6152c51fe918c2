using System.CommandLine;

namespace CleanFiles.Api.Commands;

/// <summary><c>outbox status</c>: what waits, where, and who works on it.</summary>
internal static class OutboxCommand
{
    public static Command Create(Session session)
    {
        var json = DeadLettersCommand.JsonOption();
        var status = new Command("status", "Say for each shard how far it is published, what is pending and who holds it; and what lies behind it.") { json };
        status.SetAction((parsed, ct) => session.WithDatabaseAsync(
            async parts =>
            {
                var report = await OutboxReport.ReadAsync(parts, ct);
                if (parsed.GetValue(json)) report.WriteJson(session.Terminal.Out);
                else report.Write(session.Terminal.Out);
                return ExitCode.Done;
            },
            ct));
        return new Command("outbox", "The log of events on their way to the transport.") { status };
    }
}
