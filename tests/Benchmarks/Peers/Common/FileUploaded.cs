using System.Text.Json;
using System.Text.Json.Serialization;

namespace CleanFiles.Benchmarks.Peers;

/// <summary>The event; about 300 bytes as JSON, as the product's is.</summary>
public sealed record FileUploaded(Guid FileId, Guid OwnerId, string Name, long Size, string MediaType, string Sha256, DateTimeOffset UploadedAt)
{
    public const string Type = "file.uploaded";

    private static readonly Guid Owner = new("00000000-0000-4000-8000-000000000001");
    private static readonly string Hash = new('a', 64);

    public static FileUploaded Of(Guid fileId) =>
        new(fileId, Owner, "quarterly report of the northern region, second draft.pdf", 48_213, "application/pdf", Hash, DateTimeOffset.UtcNow);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, EventJson.Default.FileUploaded);

    public static FileUploaded FromJson(byte[] json) => JsonSerializer.Deserialize(json, EventJson.Default.FileUploaded)!;

    public string ToText() => JsonSerializer.Serialize(this, EventJson.Default.FileUploaded);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FileUploaded))]
internal sealed partial class EventJson : JsonSerializerContext;
