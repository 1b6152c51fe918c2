using System.Security.Cryptography;
using System.Text;

namespace CleanFiles.Infrastructure.Messaging.Sqs.Publishing;

/// <summary>The message group of a stream. SQS takes 128 letters, digits and punctuation marks of ASCII; of another name its hash stands for it.</summary>
internal static class MessageGroup
{
    private const int MaxLength = 128;

    public static string Of(string stream) =>
        stream.Length is > 0 and <= MaxLength && stream.All(letter => letter is > ' ' and <= '~')
            ? stream
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stream)));
}
