using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CleanFiles.Api.Endpoints;

/// <summary>The one file of a multipart/form-data body (RFC 7578), not yet read.</summary>
internal sealed record MultipartUpload(string Name, string ContentType, Stream Content)
{
    private const string FieldName = "file";

    private const int MaxBoundaryLength = 70;

    /// <summary>What the framework makes of bytes that are no UTF-8.</summary>
    private const char Replacement = '\uFFFD';

    /// <exception cref="BadHttpRequestException">
    /// The body is no multipart/form-data (status 415), or does not begin with the file (400).
    /// </exception>
    public static async Task<MultipartUpload> OpenAsync(HttpRequest request, CancellationToken ct)
    {
        var reader = new MultipartReader(Boundary(request.ContentType), request.Body);
        var section = await reader.NextAsync(ct)
            ?? throw new BadHttpRequestException($"The body has no field; send the file as the field '{FieldName}'.");
        var disposition = section.GetContentDispositionHeader();
        var field = HeaderUtilities.RemoveQuotes(disposition?.Name ?? "");
        if (field != FieldName)
            throw new BadHttpRequestException(
                $"The body has a field '{field}'; send the file as the field '{FieldName}', and nothing else.");
        return new MultipartUpload(
            FileName(disposition!), section.ContentType ?? Domain.Files.ContentType.Unknown.Value, new LastSection(section.Body, reader));
    }

    private static string Boundary(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new BadHttpRequestException(
                "The content type must be multipart/form-data with the file in it.", StatusCodes.Status415UnsupportedMediaType);
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is > 0 and <= MaxBoundaryLength
            ? boundary.ToString()
            : throw new BadHttpRequestException($"The content type must name a boundary of 1 to {MaxBoundaryLength} characters.");
    }

    /// <summary>The extended form (RFC 8187) wins, as it does for downloads.</summary>
    private static string FileName(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.HasValue
            ? disposition.FileNameStar
            : HeaderUtilities.UnescapeAsQuotedString(disposition.FileName);
        if (name.Length == 0) throw new BadHttpRequestException($"The field '{FieldName}' has no file name; send it with one.");
        return name.AsSpan().Contains(Replacement)
            ? throw new BadHttpRequestException("The file name is not UTF-8, or has lost characters before (U+FFFD); send it in UTF-8.")
            : name.ToString();
    }
}
