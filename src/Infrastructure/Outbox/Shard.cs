using System.Text;

namespace CleanFiles.Infrastructure.Outbox;

internal static class Shard
{
    /// <summary>FNV-1a, 32 bits: the same in every process and every year, which string.GetHashCode is not.</summary>
    public static short Of(string stream, int shards)
    {
        var hash = 2166136261;
        foreach (var octet in Encoding.UTF8.GetBytes(stream)) hash = unchecked((hash ^ octet) * 16777619);
        return (short)(hash % (uint)shards);
    }
}
