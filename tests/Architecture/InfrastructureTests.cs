using System.Reflection;
using CleanFiles.Architecture.Tests.Rules;

namespace CleanFiles.Architecture.Tests;

public class InfrastructureTests
{
    private const string Root = "CleanFiles.Infrastructure";
    private const string Ports = "CleanFiles.Application.Ports";
    private static readonly string[] Logging = ["Microsoft.Extensions.Logging", "Microsoft.Extensions.Options"];
    private static readonly string[] Adapter =
        [Ports, "CleanFiles.Application", "CleanFiles.Domain.Files", "CleanFiles.Domain.OwnerId", Root, $"{Root}.Telemetry", "System.*"];
    private static readonly string[] Stored = [.. Adapter, $"{Root}.Persistence", "Microsoft.EntityFrameworkCore.*"];
    private static readonly string[] Log = [Ports, $"{Root}.Outbox", $"{Root}.Persistence", $"{Root}.Relay", "System.*", .. Logging];

    /// <summary>What a simulator can drive: no database, no network, no disk.</summary>
    private static readonly string[] Driven =
    [
        Ports, $"{Root}.Waiting", $"{Root}.Telemetry", "Microsoft.Extensions.Hosting", .. Logging,
        "System", "System.Collections.*", "System.Diagnostics", "System.Linq", "System.Reflection", "System.Runtime.*", "System.Text",
        "System.Threading.*",
    ];

    /// <summary>Who may see whom: each folder of src/Infrastructure and the namespaces its code may mention, besides its own.</summary>
    private static readonly Dictionary<string, string[]> MayMention = new()
    {
        ["Audit"] = [.. Stored, $"{Root}.Persistence.Postgres", "NpgsqlTypes"],
        ["Configuration"] = [.. Adapter, $"{Root}.*", "CleanFiles.Application.Consumers", "Microsoft.Extensions.Configuration", "MimeKit"],
        ["Consuming"] =
        [
            .. Driven, "CleanFiles.Application.Consumers", "CleanFiles.Application.Events", "CleanFiles.Application.PrintableText",
            "Microsoft.Extensions.DependencyInjection",
        ],
        ["Contracts"] =
        [
            Ports, "CleanFiles.Application.Consumers", "CleanFiles.Application.Events", "CleanFiles.Domain", $"{Root}.Consuming", $"{Root}.Messaging",
            $"{Root}.Messaging.CloudEvents", "System.*",
        ],
        ["Content"] = [.. Adapter, $"{Root}.Retention", "Microsoft.Extensions.DependencyInjection"],
        ["DeadLetters"] = [.. Stored, $"{Root}.Consuming", $"{Root}.Inbox", $"{Root}.Outbox"],
        ["Inbox"] =
        [
            .. Stored, $"{Root}.Consuming", $"{Root}.Messaging.InMemory", $"{Root}.Messaging.Sqs", $"{Root}.Outbox", $"{Root}.Retention",
            "CleanFiles.Application.Consumers", "Microsoft.Extensions.Hosting", .. Logging,
        ],
        ["Mail"] = [.. Adapter, "Microsoft.Extensions.DependencyInjection", "MimeKit", "MailKit.*"],
        ["Messaging"] = ["System.*"],
        ["Messaging.CloudEvents"] = [Ports, "CleanFiles.Application.Events", "System.*"],
        ["Messaging.InMemory"] = [Ports, "CleanFiles.Application.Events", $"{Root}.Messaging.CloudEvents", $"{Root}.Waiting", "System.*", .. Logging],
        ["Messaging.Sqs"] =
        [
            Ports, "CleanFiles.Application.Events", $"{Root}.Configuration", $"{Root}.DeadLetters", $"{Root}.Messaging.Sqs.Receiving", $"{Root}.Waiting",
            "Amazon", "Amazon.Runtime", "Amazon.SQS.*", "Amazon.Util", "Microsoft.Extensions.Hosting", "System.*", .. Logging,
        ],
        ["Messaging.Sqs.Publishing"] =
        [
            Ports, $"{Root}.Messaging", $"{Root}.Messaging.CloudEvents", $"{Root}.Messaging.Sqs", $"{Root}.Messaging.Sqs.Sns", $"{Root}.Waiting",
            "Amazon.Runtime", "System.*",
        ],
        ["Messaging.Sqs.Receiving"] =
        [
            Ports, "CleanFiles.Application.Events", "CleanFiles.Application.PrintableText", $"{Root}.Messaging.CloudEvents", $"{Root}.Messaging.Sqs",
            $"{Root}.Waiting", "Amazon.Runtime", "Amazon.SQS.*", "System.*", .. Logging,
        ],
        ["Messaging.Sqs.Sns"] = [$"{Root}.Messaging.Sqs", "Amazon", "Amazon.Runtime.*", "Amazon.Util.Internal", "System.*"],
        ["Messaging.Sqs.Provisioning"] =
            [Ports, $"{Root}.Messaging", $"{Root}.Messaging.Sqs", $"{Root}.Messaging.Sqs.Sns", "Amazon.Arn", "Amazon.Runtime", "Amazon.SQS.*", "System.*"],
        ["Notifications"] = Stored,
        ["Outbox"] =
        [
            .. Stored, "CleanFiles.Application.Events", "CleanFiles.Domain", $"{Root}.Messaging", $"{Root}.Messaging.CloudEvents", $"{Root}.Relay",
            $"{Root}.Waiting",
            .. Logging,
        ],
        ["Outbox.Postgres"] =
        [
            .. Log, $"{Root}.Retention", $"{Root}.Persistence.Postgres", $"{Root}.Waiting", "Microsoft.Extensions.DependencyInjection",
            "Microsoft.Extensions.Hosting", "Npgsql", "NpgsqlTypes",
        ],
        ["Outbox.Sqlite"] = [.. Log, $"{Root}.Retention", "Microsoft.Data.Sqlite"],
        ["Persistence"] =
        [
            .. Stored, "CleanFiles.Domain", $"{Root}.Persistence.*", $"{Root}.Configuration", $"{Root}.Consuming", $"{Root}.Retention",
            "Microsoft.Data.Sqlite", "Npgsql.*", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting",
        ],
        ["Persistence.Postgres"] =
        [
            .. Stored, $"{Root}.Configuration", $"{Root}.Retention", $"{Root}.Waiting", "Microsoft.Extensions.DependencyInjection",
            "Microsoft.Extensions.Hosting", "Npgsql", "NpgsqlTypes",
        ],
        ["Persistence.Postgres.Migrations"] = [.. Stored, $"{Root}.*", "Npgsql.*"],
        ["Persistence.Sqlite"] = [.. Stored, $"{Root}.Configuration", $"{Root}.Retention", "Microsoft.Data.Sqlite"],
        ["Persistence.Sqlite.Migrations"] = [.. Stored, $"{Root}.*"],
        ["Relay"] = [.. Driven, "System.Globalization"],
        ["Retention"] = [.. Driven, "CleanFiles.Domain.Files", $"{Root}.Configuration.AdapterOptions"],
        ["Search"] = [.. Stored, $"{Root}.Retention"],
        ["Telemetry"] = [Ports, "System.*"],
        ["Waiting"] = ["System", "System.Collections.*", "System.Diagnostics", "System.Text", "System.Threading.*", "System.Runtime.*"],
    };

    private static readonly Rule<Assembly[]> EveryFolderHasItsLine = new(
        2,
        "Every folder of src/Infrastructure says what it may mention.",
        $"Add the folder to {nameof(InfrastructureTests)}.{nameof(MayMention)} with the shortest list that does.",
        assemblies => from type in assemblies.Classes()
                      where type.Namespace!.StartsWith($"{Root}.", StringComparison.Ordinal)
                      let folder = type.Namespace![(Root.Length + 1)..]
                      select new Finding(folder, MayMention.ContainsKey(folder) ? null : "has no line"));

    public static TheoryData<string> Folders => [.. MayMention.Keys];

    [Theory, Enforces(2), MemberData(nameof(Folders))]
    public void A_folder_mentions_only_what_it_may(string folder)
    {
        var rule = new Rule<Assembly[]>(
            2,
            $"src/Infrastructure/{folder.Replace('.', '/')} mentions only what it may.",
            $"Ask for it through a port that this folder owns, or add it to {nameof(InfrastructureTests)}.{nameof(MayMention)}.",
            assemblies => Mentions.AllowOnly(assemblies.Exactly($"{Root}.{folder}"), [$"{Root}.{folder}", .. MayMention[folder]]));

        rule.HoldsFor(Code.Product);
        rule.Catches(Code.Planted, $"{Root}.{folder}.Trespasser");
    }

    [Fact, Enforces(2)]
    public void Every_folder_has_its_line()
    {
        EveryFolderHasItsLine.HoldsFor(Code.Product);
        EveryFolderHasItsLine.Catches(Code.Planted, "Unlisted");
    }
}
