using System.Text.Json;
using CleanFiles.Application.Events;

namespace CleanFiles.Contracts.Tests.Transports;

/// <summary>Says in one sentence what version 2 says in several fields, so that readers of version 2 cannot read it.</summary>
internal sealed record FileUploadedV3(Guid FileId, string Sentence) : IIntegrationEvent
{
    public static FileUploadedV3 Of(FileUploadedV2 old) => new(old.FileId, $"{old.OwnerId} uploaded {old.Name} ({old.MediaType.Type})");
}

/// <summary>Test-only: an event of one build alone.</summary>
internal sealed record FileShredded(Guid FileId) : IIntegrationEvent;

/// <summary>One upload as each version says it, spelled out: nothing is upcast to find out what an upcast should give.</summary>
/// <param name="Version">The stream's.</param>
internal sealed record Fact(string Stream, long Version)
{
    private const string ContentType = "Text/Plain; Charset=\"utf\\\"8\"";

    private const string Hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private static readonly Guid File = new("01932b4f-6f00-7000-8000-000000000001");

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly MediaType Parts = new("text", "plain", new Dictionary<string, string> { ["charset"] = "utf\"8" });

    private string Name => $"{Stream} {Version}.txt";

    public IIntegrationEvent As(int schemaVersion) => schemaVersion switch
    {
        1 => new FileUploadedV1(File, "alice", Name, 5, ContentType, Hash, At),
        2 => new FileUploadedV2(File, "alice", Name, 5, ContentType, Parts, Hash, At),
        _ => new FileUploadedV3(File, $"alice uploaded {Name} (text)"),
    };

    public string TextAs(int schemaVersion) => Text(As(schemaVersion));

    /// <summary>The same for two events that say the same.</summary>
    public static string Text(IIntegrationEvent @event) => JsonSerializer.Serialize(@event, @event.GetType(), EventCatalogue.Json);
}
