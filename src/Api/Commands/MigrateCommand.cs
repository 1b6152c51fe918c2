using System.CommandLine;
using CleanFiles.Infrastructure.Persistence;

namespace CleanFiles.Api.Commands;

/// <summary><c>migrate</c>: brings the configured database up to date and ends; for deployments, before the new version starts.</summary>
internal static class MigrateCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("migrate", "Bring the database up to date. PostgreSQL's may be in use; SQLite's may not.");
        command.SetAction((_, ct) => session.RunAsync(async parts =>
        {
            var applied = await parts.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);
            await session.Terminal.Out.WriteLineAsync(applied.Count == 0 ? "The database was up to date." : $"Applied {string.Join(", ", applied)}.");
            return ExitCode.Done;
        }));
        return command;
    }
}
