using System.Net.Http.Headers;
using System.Text;

namespace CleanFiles.Benchmarks.Subject;

/// <summary>Uploads files of 1 KiB, as a user's program would.</summary>
/// <param name="url">Of the service.</param>
/// <param name="token">Of the owner.</param>
internal sealed class UploadClient(Uri url, string token) : IDisposable
{
    private const int Bytes = 1_024;

    private readonly HttpClient _http = new(new SocketsHttpHandler())
    {
        BaseAddress = url,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <param name="id">Makes the content unlike any other; it is text, so that the indexer reads it.</param>
    /// <exception cref="HttpRequestException">It was not answered with success.</exception>
    public async Task UploadAsync(Guid id, CancellationToken ct)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes($"Report {id}.".PadRight(Bytes, '-')));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var form = new MultipartFormDataContent { { content, "file", "quarterly report of the northern region, second draft.txt" } };
        using var answer = await _http.PostAsync("/api/files", form, ct);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
