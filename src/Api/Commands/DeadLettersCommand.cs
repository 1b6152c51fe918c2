using System.CommandLine;

namespace CleanFiles.Api.Commands;

/// <summary><c>dead-letters</c>: what was given up, and what to do with it (ADR 0015).</summary>
internal static class DeadLettersCommand
{
    public static Command Create(Session session) => new(
        "dead-letters", "What the transport rejected and what consumers gave up: look at it, have it tried again, or remove it.")
    {
        ListCommand.Create(session), ShowCommand.Create(session), ReplayCommand.Create(session), PurgeCommand.Create(session),
    };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON instead of text." };

    public static Option<bool> YesOption() => new("--yes", "-y") { Description = "Do not ask." };
}
