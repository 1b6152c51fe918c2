using System.Net;
using System.Security.Cryptography;

namespace CleanFiles.Api.Tests.Endpoints;

public sealed class ContentTests(Service service) : IClassFixture<Service>
{
    private static readonly string ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData("0123456789"u8))}\"";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_download_has_the_bytes_and_says_what_they_are()
    {
        var (client, path) = await UploadedAsync("größer 1;2.html", "text/html");

        var answer = await client.GetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("0123456789", await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(10, answer.Content.Headers.ContentLength);
        Assert.Equal(ETag, answer.Headers.ETag?.ToString());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("größer 1;2.html", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("bytes=0-3", "0123", "bytes 0-3/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", "89", "bytes 8-9/10")]
    [InlineData("bytes=8-100", "89", "bytes 8-9/10")]
    public async Task A_range_is_answered_with_that_part(string range, string part, string contentRange)
    {
        var (client, path) = await UploadedAsync();

        var answer = await client.GetAsync(path, ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(part, await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(contentRange, answer.Content.Headers.ContentRange?.ToString());
        Assert.Equal(ETag, answer.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task A_range_after_the_end_is_refused_with_416()
    {
        var (client, path) = await UploadedAsync();

        var answer = await client.GetAsync(path, ("Range", "bytes=10-"));

        Assert.Equal("The range begins after the end of the file; ask for one within it, or leave Range out.", await answer.ProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable));
        Assert.Equal("bytes */10", answer.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task Who_has_the_bytes_already_is_told_so_with_304()
    {
        var (client, path) = await UploadedAsync();

        var answer = await client.GetAsync(path, ("If-None-Match", ETag));

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Equal(ETag, answer.Headers.ETag?.ToString());
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task A_renamed_file_keeps_its_etag()
    {
        var (client, path) = await UploadedAsync();
        await client.PatchAsync(Guid.Parse(path.Split('/')[3]), new { name = "other.txt" });

        var answer = await client.GetAsync(path, ("If-None-Match", ETag));

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.PartialContent, "0123")]
    [InlineData(false, HttpStatusCode.OK, "0123456789")]
    public async Task A_range_is_only_answered_if_the_bytes_are_still_the_same(bool same, HttpStatusCode status, string body)
    {
        var (client, path) = await UploadedAsync();

        var answer = await client.GetAsync(path, ("Range", "bytes=0-3"), ("If-Range", same ? ETag : "\"another\""));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK, 10)]
    [InlineData("bytes=0-3", HttpStatusCode.PartialContent, 4)]
    public async Task Who_only_wants_to_know_gets_the_headers_without_the_bytes(string? range, HttpStatusCode status, int length)
    {
        var (client, path) = await UploadedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);

        var answer = await client.SendAsync(request, Cancelled);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(length, answer.Content.Headers.ContentLength);
        Assert.Equal(ETag, answer.Headers.ETag?.ToString());
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.ToString());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Fact]
    public async Task Who_asks_for_the_headers_of_nothing_gets_404_without_a_body()
    {
        var client = await service.ClientAsync();

        var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/api/files/{Guid.NewGuid()}/content"), Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancelled));
    }

    private async Task<(HttpClient Client, string Path)> UploadedAsync(string name = "a.txt", string contentType = "text/plain")
    {
        var client = await service.ClientAsync();
        return (client, $"/api/files/{await client.UploadedAsync("0123456789", name, contentType)}/content");
    }
}
