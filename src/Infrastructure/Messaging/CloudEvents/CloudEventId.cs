using System.Security.Cryptography;
using System.Text;

namespace CleanFiles.Infrastructure.Messaging.CloudEvents;

/// <summary>The inbox knows events by UUIDs; CloudEvents lets a service name its events as it likes, and tells them apart by source and id together.</summary>
internal static class CloudEventId
{
    /// <summary>Our own is the UUID that it has. Of any other and its source one is made that is always the same (RFC 9562, version 8).</summary>
    public static Guid Of(string source, string id) =>
        source == CloudEvent.Source && Guid.TryParseExact(id, "D", out var uuid) ? uuid : Made(source, id);

    /// <summary>Of what an event names as its cause, without a source: a UUID may be an event of ours, whoever names it.</summary>
    public static Guid OfCause(string source, string id) => Guid.TryParseExact(id, "D", out var uuid) ? uuid : Made(source, id);

    private static Guid Made(string source, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{id}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
