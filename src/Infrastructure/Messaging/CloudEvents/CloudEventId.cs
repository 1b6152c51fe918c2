using System.Security.Cryptography;
using System.Text;

namespace CleanFiles.Infrastructure.Messaging.CloudEvents;

/// <summary>The inbox knows events by UUIDs; CloudEvents lets a service name its events as it likes.</summary>
internal static class CloudEventId
{
    /// <summary>A UUID is taken as it is. Of another id and its source one is made that is always the same (RFC 9562, version 8).</summary>
    public static Guid Of(string source, string id)
    {
        if (Guid.TryParseExact(id, "D", out var uuid)) return uuid;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{id}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
