using System.Globalization;
using System.Text;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>docs/transports.md: what each transport promises, for whoever has to choose one.</summary>
internal static class TransportsPage
{
    private const string Top = """
        # Transports: what each one promises

        Made from the promises that each transport's tests declare
        ([TransportSuite](../tests/Contracts/Transports/TransportSuite.cs)), and held against them: do not edit it, but run

        <!-- not run: because it would write what the test compares -->
        ```sh
        CLEANFILES_RENEW=1 dotnet test --project tests/Contracts -- --filter-class '*.TransportsPageTests'
        ```

        **All** of them deliver at least once, each subscription on its own, only the types that it names; a declared subscription that is
        down misses nothing. A handler that fails gets the event again, and after `Consumers:MaxAttempts` it is a dead letter
        ([ADR 0015](adr/0015-dead-letters-and-their-replay.md)); no other stream waits for that. Whatever comes twice has one effect
        ([ADR 0008](adr/0008-inbox-and-two-kinds-of-consumer.md)), and on all of them the event is the same bytes
        ([ADR 0020](adr/0020-cloudevents-on-the-wire.md)).


        """;

    private static readonly (string Promise, Func<TransportPromises, string> Of)[] Rows =
    [
        ("Chosen by", promises => $"`{promises.Settings}`"),
        ("Order within a stream", promises => promises.KeepsOrder ? "yes" : "no"),
        ("Later events of a poisoned stream", promises => promises.KeepsOrder ? "wait until it is a dead letter, then flow" : "flow past it"),
        ("Duplicates", promises => promises.Duplicates),
        ("Largest event", promises => $"{(promises.MaxBytes / 1024).ToString(CultureInfo.InvariantCulture)} KiB (`Messaging:MaxEnvelopeBytes` may say less)"),
        ("Keeps an unread event", promises => promises.Keeps),
        ("Several processes of one kind", promises => promises.CanRunSideBySide ? "yes, they share the work" : "no, a second one is turned away"),
        ("Roles that may run apart", promises => promises.RolesMayRunApart
            ? "`Api`, `Relay`, and each of the `Consumers`"
            : "`Api`, from `Relay,Consumers` together"),
        ("Server", promises => promises.Server),
    ];

    public static string Of(IReadOnlyList<TransportPromises> transports)
    {
        var page = new StringBuilder(Top);
        Row(page, ["", .. transports.Select(one => one.Name)]);
        Row(page, Enumerable.Repeat("---", transports.Count + 1));
        foreach (var (promise, of) in Rows) Row(page, [promise, .. transports.Select(of)]);
        page.Append("\n## To look at it\n");
        foreach (var one in transports) page.Append(CultureInfo.InvariantCulture, $"\n### {one.Name}\n\n{one.Looking}\n");
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Row(StringBuilder page, IEnumerable<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
