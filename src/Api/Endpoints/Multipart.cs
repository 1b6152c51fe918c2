using Microsoft.AspNetCore.WebUtilities;

namespace CleanFiles.Api.Endpoints;

internal static class Multipart
{
    public static Task<MultipartSection?> NextAsync(this MultipartReader reader, CancellationToken ct) =>
        GuardAsync(() => new ValueTask<MultipartSection?>(reader.ReadNextSectionAsync(ct)));

    /// <summary>A body that breaks the format is the client's mistake; what the reader throws of it looks like a broken disk.</summary>
    public static async Task<T> GuardAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(IOException))
        {
            throw new BadHttpRequestException("The body is not the multipart/form-data that its content type says, or ends too early.", e);
        }
    }
}
